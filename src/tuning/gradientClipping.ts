import * as tf from '../kernels/tf';

/**
 * Scales all gradients by one factor so that their norm together is at most `largest` (Pascanu et
 * al., ICML 2013), as PyTorch's `clip_grad_norm_` does. Nothing is read back.
 *
 * @returns fresh tensors, the caller's to dispose.
 */
export function clipByGlobalNorm(
  gradients: ReadonlyMap<string, tf.Tensor>,
  largest: number,
): Map<string, tf.Tensor> {
  const clipped = tf.tidy(() => {
    const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(tf.div(largest, tf.add(norm, 1e-6)), 1);
    return [...gradients.values()].map((gradient) => tf.mul(gradient, factor));
  });
  return new Map([...gradients.keys()].map((name, i) => [name, clipped[i] as tf.Tensor]));
}
