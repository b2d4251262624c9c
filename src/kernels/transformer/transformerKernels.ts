import { isComposed } from '../composedMode';
import { registerBackwardLinear } from '../products/backwardLinear';
import * as tf from '../tf';
import { registerDepthwiseGelu } from './depthwiseGelu';
import { registerNormalizedLinear } from './normalizedLinear';
import { registerResidualLinear } from './residualLinear';
import { registerWindowAttention, windowAttentionKernel } from './windowAttention';

/** The parts of a transformer block, each in one dispatch, for tfjs's WebGPU backend. */
export function registerTransformerKernels(): void {
  registerBackwardLinear();
  registerNormalizedLinear();
  registerWindowAttention();
  registerResidualLinear();
  registerDepthwiseGelu();
}

/**
 * Whether the backend that runs has them, and is to use them. Differentiated, they leave
 * the weights out: those are the frozen backbone's.
 */
export function hasTransformerKernels(): boolean {
  return !isComposed() && tf.getKernel(windowAttentionKernel, tf.getBackend()) !== undefined;
}
