import * as tf from '../kernels/tf';
import { type ParameterSpecs, type ParameterValues, toRuntimeLayout } from './parameters';

/**
 * Lays published parameters out for the NHWC operations and makes tensors of them; the caller
 * disposes them.
 *
 * @param specs may hold more than `published` does, and must hold every name of it.
 */
export function uploadParameters(
  published: ReadonlyMap<string, ParameterValues>,
  specs: ParameterSpecs,
): Map<string, tf.Tensor> {
  const tensors = new Map<string, tf.Tensor>();
  for (const [name, { values }] of published) {
    const spec = specs.get(name);
    if (spec === undefined) throw new Error(`The network has no parameter “${name}”.`);
    const runtime = toRuntimeLayout(values, spec);
    tensors.set(name, tf.keep(tf.tensor(runtime.values, [...runtime.shape], 'float32')));
  }
  return tensors;
}
