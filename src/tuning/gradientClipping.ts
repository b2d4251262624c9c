import * as tf from '../kernels/tf';

/**
 * Scales a gradient so that its norm is at most `largest` (Pascanu et al., ICML 2013), as PyTorch's
 * `clip_grad_norm_` does. Nothing is read back.
 *
 * @param gradient of all parameters together.
 * @returns a fresh tensor, the caller's to dispose.
 */
export function clipByNorm(gradient: tf.Tensor1D, largest: number): tf.Tensor1D {
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.sum(tf.square(gradient)));
    const factor = tf.minimum(tf.div(largest, tf.add(norm, 1e-6)), 1);
    return tf.mul(gradient, factor);
  });
}
