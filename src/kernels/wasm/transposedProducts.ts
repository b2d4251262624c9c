import * as tf from '../tf';

let areRegistered = false;

/**
 * tfjs's WASM product goes through XNNPACK for a single product of untransposed matrices only;
 * gradients ask for transposed ones, which are more than ten times faster transposed beforehand.
 */
export function registerTransposedProducts(): void {
  if (areRegistered) return;
  areRegistered = true;
  const own = tf.getKernel(tf.BatchMatMul, 'wasm');
  tf.unregisterKernel(tf.BatchMatMul, 'wasm');
  tf.registerKernel({
    ...own,
    kernelFunc: (call) => {
      const { transposeA, transposeB } = call.attrs as unknown as tf.BatchMatMulAttrs;
      const { a, b } = call.inputs as unknown as { a: tf.Tensor; b: tf.Tensor };
      if (!(transposeA || transposeB) || !isSingle(a) || !isSingle(b)) return own.kernelFunc(call);
      return tf.tidy(() => tf.matMul(upright(a, transposeA), upright(b, transposeB)));
    },
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
