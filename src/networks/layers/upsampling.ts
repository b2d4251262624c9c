import * as tf from '../../kernels/tf';
import type { Parameters } from '../parameters';
import { convolution } from './convolution';

/** `[N,H,W,r·r·C]`, channels in the order (row, column, C), to `[N,r·H,r·W,C]`. */
export function interleave(x: tf.Tensor4D, r: number): tf.Tensor4D {
  return tf.tidy(() => {
    const [n, h, w, channels] = x.shape;
    const c = channels / (r * r);
    const rows = tf.transpose(tf.reshape(x, [n * h, w, r, r * c]), [0, 2, 1, 3]);
    return tf.reshape(rows, [n, h * r, w * r, c]);
  });
}

/**
 * 3×3 convolution and pixel shuffle. PyTorch's channel order (C, row, column) was turned into
 * (row, column, C) when the weights were laid out, so no 6-D transposition is left.
 */
export function pixelShuffle(x: tf.Tensor4D, p: Parameters, factor: number): tf.Tensor4D {
  return tf.tidy(() => interleave(convolution(x, p), factor));
}

/** The published `Upsample`: ×2 once, ×4 as twice ×2, ×3 once; modules `0` and `2`. */
export function upsample(x: tf.Tensor4D, p: Parameters, scale: number): tf.Tensor4D {
  return tf.tidy(() => {
    if (scale === 4) return pixelShuffle(pixelShuffle(x, p.under(0), 2), p.under(2), 2);
    return pixelShuffle(x, p.under(0), scale);
  });
}

/** Transposed 2×2 convolution of stride 2 with bias: kernels do not overlap, so it is one matmul. */
export function doublingConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const weight = p.get<tf.Rank.R2>('weight');
    const [n, h, w, channels] = x.shape;
    const product = tf.matMul(tf.reshape(x, [-1, channels]), weight);
    const spread = tf.reshape(product, [n, h, w, weight.shape[1]]) as tf.Tensor4D;
    return tf.add(interleave(spread, 2), p.get('bias'));
  });
}
