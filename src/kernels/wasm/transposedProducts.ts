import { overrideKernel } from '../overrideKernel';
import * as tf from '../tf';

/**
 * tfjs's WASM product goes through XNNPACK for a single product of untransposed matrices only;
 * gradients ask for transposed ones, which are more than ten times faster transposed beforehand.
 */
export function registerTransposedProducts(): void {
  overrideKernel(tf.BatchMatMul, 'wasm', (call) => {
    const { transposeA, transposeB } = call.attrs as unknown as tf.BatchMatMulAttrs;
    const { a, b } = call.inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
    if (!(transposeA || transposeB) || !isSingle(a) || !isSingle(b)) return null;
    return tf.tidy(() => tf.matMul(upright(a, transposeA), upright(b, transposeB)));
  });
}

function isSingle({ shape }: tf.Tensor): boolean {
  return shape.slice(0, -2).every((length) => length === 1);
}

function upright(matrix: tf.Tensor, isTransposed: boolean): tf.Tensor {
  if (!isTransposed) return matrix;
  const axes = matrix.shape.map((_, axis) => axis);
  return tf.transpose(matrix, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
