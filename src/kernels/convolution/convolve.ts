import { isComposed } from '../composedMode';
import * as tf from '../tf';
import { isTuning } from '../tuningMode';
import { composedConvolution } from './composedConvolution';
import type { Addition, Convolution } from './convolution';
import { fusedConvolution, fusedConvolutionKernel } from './fusedConvolution';

/**
 * A convolution with all that stands around it in a restoration network. One dispatch on WebGPU (two
 * for one with a shortcut while tuning); elsewhere composed, and where a halving one is trained.
 * Differentiated by the parts and the residual, and where it is trained by weight and bias; a
 * shortcut's are the frozen backbone's on WebGPU, unless it is trained with its convolution.
 *
 * @param parts one or two maps, whose channels count as if they were joined.
 */
export function convolve(
  parts: readonly tf.Tensor4D[],
  convolution: Convolution,
  added: Addition = {},
): tf.Tensor4D {
  const isFused = tf.getKernel(fusedConvolutionKernel, tf.getBackend()) !== undefined;
  const { isTrained = false, halves = false } = convolution;
  if (isComposed() || (isTrained && halves) || !isFused) {
    return composedConvolution(parts, convolution, added);
  }
  const { shortcut, ...others } = added;
  if (!isTuning() || shortcut === undefined) return fusedConvolution(parts, convolution, added);
  // The shortcut would hide on which side of 0 a LeakyReLU was.
  const residual = fusedConvolution(parts, convolution, others);
  return fusedConvolution(shortcut.parts, { ...shortcut, side: 1, isTrained }, { residual });
}
