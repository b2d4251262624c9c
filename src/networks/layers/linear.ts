import * as tf from '../../kernels/tf';
import { isTuning } from '../../kernels/tuningMode';
import { hasLora, lowRank } from '../attachments/lora';
import type { Parameters } from '../parameters';

/**
 * `x · weight + bias` over the last axis, and a low-rank update where the parameters hold one;
 * without `bias` in the parameters, none is added.
 */
export function linear<R extends tf.Rank>(x: tf.Tensor<R>, p: Parameters): tf.Tensor<R> {
  return tf.tidy(() => {
    const y = project(x, p.get<tf.Rank.R2>('weight'), p.has('bias') ? p.get('bias') : null);
    return hasLora(p) ? tf.add(y, lowRank(x, p)) : y;
  });
}

/** `x · weight (+ bias)` over the last axis, `weight` `[in, out]`. */
export function project<R extends tf.Rank>(
  x: tf.Tensor<R>,
  weight: tf.Tensor2D,
  bias: tf.Tensor | null,
): tf.Tensor<R> {
  return tf.tidy(() => {
    const [inWidth, outWidth] = weight.shape;
    const rows = tf.reshape(x, [-1, inWidth]) as tf.Tensor2D;
    const product = bias === null ? tf.matMul(rows, weight) : biasedProduct(rows, weight, bias);
    return tf.reshape(product, [...x.shape.slice(0, -1), outWidth] as tf.ShapeMap[R]);
  });
}

/** Fused where no gradient is wanted: tfjs's fused one would compute those of frozen weights too. */
function biasedProduct(rows: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor): tf.Tensor {
  return isTuning()
    ? tf.add(tf.matMul(rows, weight), bias)
    : tf.fused.matMul({ a: rows, b: weight, bias });
}
