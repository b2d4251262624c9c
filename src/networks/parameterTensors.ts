import { canHalve, halvedTensor } from '../kernels/halves/halvedTensor';
import type { Precision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import { type ParameterSpecs, type ParameterValues, toRuntimeLayout } from './parameters';

/**
 * Lays published parameters out for the NHWC operations and makes tensors of them; the caller
 * disposes them.
 *
 * @param specs may hold more than `published` does, and must hold every name of it.
 * @param precision of matrices and filters, in which nearly all the numbers are. The others scale and
 *   shift everything that passes: they stay in 32 bits.
 */
export function parameterTensors(
  published: ReadonlyMap<string, ParameterValues>,
  specs: ParameterSpecs,
  precision: Precision = 'f32',
): Map<string, tf.Tensor> {
  const tensors = new Map<string, tf.Tensor>();
  for (const [name, { values }] of published) {
    const spec = specs.get(name);
    if (spec === undefined) throw new Error(`The network has no parameter “${name}”.`);
    const runtime = toRuntimeLayout(values, spec);
    const isMatrix = runtime.shape.filter((length) => length > 1).length > 1;
    const isHalved = precision === 'f16' && isMatrix && canHalve(runtime.shape);
    const tensor = isHalved
      ? halvedTensor(runtime.values, runtime.shape)
      : tf.tensor(runtime.values, [...runtime.shape], 'float32');
    tensors.set(name, tf.keep(tensor));
  }
  return tensors;
}
