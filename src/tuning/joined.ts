import * as tf from '../kernels/tf';

/**
 * All values one behind the other, in the map's order: what an optimizer does to hundreds of small
 * tensors costs a few operations on one. The caller disposes it.
 */
export function joined(tensors: ReadonlyMap<string, tf.Tensor>): tf.Tensor1D {
  return tf.tidy(() =>
    tf.concat([...tensors.values()].map((tensor) => tf.reshape(tensor, [-1]) as tf.Tensor1D)),
  );
}

/**
 * Gradients of these variables, joined in the variables' order.
 *
 * @throws Error naming the first variable without one.
 */
export function joinedGradients(
  variables: ReadonlyMap<string, tf.Variable>,
  gradients: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor1D {
  return joined(
    new Map(
      [...variables.keys()].map((name) => {
        const gradient = gradients.get(name);
        if (gradient === undefined) throw new Error(`No gradient reached “${name}”.`);
        return [name, gradient];
      }),
    ),
  );
}

/** Assigns to each variable its part of what was joined in their order. */
export function assignParts(
  variables: ReadonlyMap<string, tf.Variable>,
  values: tf.Tensor1D,
): void {
  tf.tidy(() => {
    const sizes = [...variables.values()].map(({ size }) => size);
    const parts = tf.split(values, sizes);
    [...variables.values()].forEach((variable, i) => {
      variable.assign(tf.reshape(parts[i] as tf.Tensor1D, variable.shape));
    });
  });
}
