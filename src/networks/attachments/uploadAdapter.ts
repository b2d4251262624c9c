import * as tf from '../../kernels/tf';
import { uploadForRestoring } from '../adaptir/restoringParameters';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { bottleneckModule } from './bottleneck';

/**
 * Makes tensors of an adapter's published parameters as restoring wants them: BatchNorm folded into
 * AdaptIR's heads, low-rank updates merged into copies of the weights that they update, bottlenecks'
 * last biases into the MLPs'. So nothing but AdaptIR and bottlenecks costs a restoration anything.
 * The caller disposes the tensors.
 *
 * @param specs may hold more than `published` does, and must hold every name of it.
 * @param backbone frozen tensors, runtime layout, which is theirs who gave them.
 */
export function uploadAdapter(
  published: ReadonlyMap<string, ParameterValues>,
  specs: ParameterSpecs,
  backbone: ReadonlyMap<string, tf.Tensor>,
): Map<string, tf.Tensor> {
  const tensors = uploadForRestoring(published, specs);
  for (const name of [...tensors.keys()]) {
    if (name.endsWith('.lora_A')) mergeLora(name.slice(0, -'.lora_A'.length), tensors, backbone);
    const bottleneck = `.${bottleneckModule}.up.bias`;
    if (name.endsWith(bottleneck)) {
      foldBias(name, `${name.slice(0, -bottleneck.length)}.mlp.fc2.bias`, tensors, backbone);
    }
  }
  return tensors;
}

function mergeLora(
  module: string,
  tensors: Map<string, tf.Tensor>,
  backbone: ReadonlyMap<string, tf.Tensor>,
): void {
  const down = taken(`${module}.lora_A`, tensors) as tf.Tensor2D;
  const up = taken(`${module}.lora_B`, tensors) as tf.Tensor2D;
  add(`${module}.weight`, () => tf.matMul(down, up), tensors, backbone);
  tf.dispose([down, up]);
}

function foldBias(
  from: string,
  to: string,
  tensors: Map<string, tf.Tensor>,
  backbone: ReadonlyMap<string, tf.Tensor>,
): void {
  const bias = taken(from, tensors);
  add(to, () => bias, tensors, backbone);
  bias.dispose();
}

/** Adds to the adapter's own copy of a parameter; where it has none, to a copy of the backbone's. */
function add(
  name: string,
  change: () => tf.Tensor,
  tensors: Map<string, tf.Tensor>,
  backbone: ReadonlyMap<string, tf.Tensor>,
): void {
  const own = tensors.get(name);
  const before = own ?? backbone.get(name);
  if (before === undefined) throw new Error(`The backbone has no “${name}”.`);
  tensors.set(name, tf.keep(tf.tidy(() => tf.add(before, change()))));
  own?.dispose();
}

function taken(name: string, tensors: Map<string, tf.Tensor>): tf.Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`The adapter lacks “${name}”.`);
  tensors.delete(name);
  return tensor;
}
