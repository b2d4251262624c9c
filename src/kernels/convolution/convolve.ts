import { isComposed } from '../composedMode';
import * as tf from '../tf';
import { isTuning } from '../tuningMode';
import { composedConvolution } from './composedConvolution';
import type { Addition, Convolution } from './convolution';
import { fusedConvolution, fusedConvolutionKernel } from './fusedConvolution';

/**
 * A convolution with all that stands around it in a restoration network. One dispatch on WebGPU but
 * while tuning; elsewhere composed.
 *
 * @param parts one or two maps, whose channels count as if they were joined.
 */
export function convolve(
  parts: readonly tf.Tensor4D[],
  convolution: Convolution,
  added: Addition = {},
): tf.Tensor4D {
  const isFused =
    !isTuning() &&
    !isComposed() &&
    tf.getKernel(fusedConvolutionKernel, tf.getBackend()) !== undefined;
  return isFused
    ? fusedConvolution(parts, convolution, added)
    : composedConvolution(parts, convolution, added);
}
