import { convolve } from '../../kernels/convolution/convolve';
import * as tf from '../../kernels/tf';
import type { Parameters } from '../parameters';
import { isTrained } from '../trained';
import { convolution } from './convolution';

/**
 * 3×3 convolution and pixel shuffle. PyTorch's channel order (C, row, column) was turned into
 * (row, column, C) when the weights were laid out.
 */
function pixelShuffle(x: tf.Tensor4D, p: Parameters, factor: number): tf.Tensor4D {
  return convolution(x, p, { shuffle: factor });
}

/** The published `Upsample`: ×2 once, ×4 as twice ×2, ×3 once; modules `0` and `2`. */
export function upsample(x: tf.Tensor4D, p: Parameters, scale: number): tf.Tensor4D {
  return tf.tidy(() => {
    if (scale === 4) return pixelShuffle(pixelShuffle(x, p.under(0), 2), p.under(2), 2);
    return pixelShuffle(x, p.under(0), scale);
  });
}

/** Transposed 2×2 convolution of stride 2 with bias: kernels do not overlap, so it is a 1×1 one. */
export function doublingConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return convolve([x], {
    weight: p.get('weight'),
    bias: p.get('bias'),
    side: 1,
    shuffle: 2,
    isTrained: isTrained(p, 'weight'),
  });
}
