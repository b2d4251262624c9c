import * as tf from '../../kernels/tf';
import type { Parameters } from '../parameters';

/** `x · weight + bias` over the last axis; without `bias` in the parameters, none is added. */
export function linear<R extends tf.Rank>(x: tf.Tensor<R>, p: Parameters): tf.Tensor<R> {
  return project(x, p.get<tf.Rank.R2>('weight'), p.has('bias') ? p.get('bias') : null);
}

/** `x · weight (+ bias)` over the last axis, `weight` `[in, out]`. */
export function project<R extends tf.Rank>(
  x: tf.Tensor<R>,
  weight: tf.Tensor2D,
  bias: tf.Tensor | null,
): tf.Tensor<R> {
  return tf.tidy(() => {
    const [inWidth, outWidth] = weight.shape;
    const product = tf.matMul(tf.reshape(x, [-1, inWidth]), weight);
    const sum = bias === null ? product : tf.add(product, bias);
    return tf.reshape(sum, [...x.shape.slice(0, -1), outWidth] as tf.ShapeMap[R]);
  });
}
