import { type AdapterSizes, packedParts } from '../../kernels/adapter/packedAdapter';
import type { Precision } from '../../kernels/halves/precision';
import * as tf from '../../kernels/tf';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { parameterTensors } from '../parameterTensors';
import { foldBatchNorm } from './batchNorm';
import { adaptirSizes } from './parameters';

/** Name, from the adapter's module on, of the small weights in one tensor. */
export const packedName = 'packed';

/**
 * Makes tensors of a network's or an adapter's published parameters as restoring wants them:
 * BatchNorm folded into the adapters' heads, their small weights once more in one tensor. The caller
 * disposes them.
 *
 * @param specs may hold more than `published` does, and must hold every name of it.
 * @param precision see `parameterTensors`.
 */
export function restoringTensors(
  published: ReadonlyMap<string, ParameterValues>,
  specs: ParameterSpecs,
  precision: Precision = 'f32',
): Map<string, tf.Tensor> {
  const folded = foldBatchNorm(published);
  return new Map([...parameterTensors(folded, specs, precision), ...packedAdapterTensors(folded)]);
}

/**
 * Uploads the small weights of every adapter once more, packed as the fused kernels read them. The
 * caller disposes the tensors.
 *
 * @param published of any number of adapters, under their published names.
 * @returns nothing for adapters of odd width, which those kernels do not take.
 */
function packedAdapterTensors(
  published: ReadonlyMap<string, ParameterValues>,
): Map<string, tf.Tensor> {
  const packed = new Map<string, tf.Tensor>();
  const ending = 'conv_weight_A';
  for (const name of published.keys()) {
    if (!name.endsWith(ending)) continue;
    const adapter = name.slice(0, -ending.length);
    const values = (part: string) => published.get(adapter + part)?.values;
    const sizes = adaptirSizes((part) => published.get(adapter + part)?.shape);
    if (sizes === null || sizes.hidden % 2 !== 0) continue;
    packed.set(adapter + packedName, tf.keep(tf.tensor1d(packedValues(sizes, values))));
  }
  return packed;
}

function packedValues(
  sizes: AdapterSizes,
  values: (part: string) => Float32Array | undefined,
): Float32Array {
  const parts = packedParts(sizes);
  const out = new Float32Array([...parts.values()].reduce((sum, length) => sum + length, 0));
  let offset = 0;
  for (const [part, length] of parts) {
    const own = part === 'conv_weight' ? localKernel(sizes.hidden, values) : values(part);
    if (own?.length !== length) throw new Error(`The adapter's “${part}” is not of its size.`);
    out.set(own, offset);
    offset += length;
  }
  return out;
}

/** The local branch's kernels, `[h,9]`: the low-rank product A·B. */
function localKernel(
  hidden: number,
  values: (part: string) => Float32Array | undefined,
): Float32Array {
  const a = values('conv_weight_A') ?? new Float32Array();
  const b = values('conv_weight_B') ?? new Float32Array();
  const rank = Math.floor(hidden / 2);
  return Float32Array.from({ length: 9 * hidden }, (_, i) => {
    const channel = Math.floor(i / 9);
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += (a[channel * rank + r] ?? 0) * (b[r * 9 + (i % 9)] ?? 0);
    return sum;
  });
}
