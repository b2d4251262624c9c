import type * as tf from '../../kernels/tf';
import { depthwiseGelu } from '../../kernels/transformer/depthwiseGelu';
import { type Affine, normalizedLinear } from '../../kernels/transformer/normalizedLinear';
import { type Product, residualLinear } from '../../kernels/transformer/residualLinear';
import { hasTransformerKernels } from '../../kernels/transformer/transformerKernels';
import { crossWindowAttention } from '../../kernels/transformer/windowAttention';
import { isTuning } from '../../kernels/tuningMode';
import { lanesFor } from '../../kernels/webgpuProgram';
import type { Parameters } from '../parameters';
import type { WindowLayout } from './attention';

/** Whether `fusedBlock` can take the place of `block`: kernels are there, widths are even. */
export function canFuseBlock(x: tf.Tensor4D, { heads }: WindowLayout, p: Parameters): boolean {
  return (
    !isTuning() &&
    hasTransformerKernels() &&
    lanesFor([x.shape[3] / (2 * heads), p.get('mlp.fc1.bias').shape[0] ?? 1]) !== null
  );
}

/**
 * `block` in six dispatches, without a gradient.
 *
 * @param adapter gives what the adapter adds, from the input of its LayerNorm, which the MLP shares.
 * @param outer added to the result: the input of the layer that the block is the last of.
 */
export function fusedBlock(
  x: tf.Tensor4D,
  { windowSize, heads, isShifted }: WindowLayout,
  p: Parameters,
  adapter: ((attended: tf.Tensor4D) => Product) | undefined,
  outer?: tf.Tensor4D | undefined,
): tf.Tensor4D {
  const qkv = normalizedLinear(x, affine(p, 'norm1'), affine(p, 'qkv'), 'none');
  const mixed = crossWindowAttention(qkv, [affine(p, 'attns.0.lepe'), affine(p, 'attns.1.lepe')], {
    window: windowSize,
    heads,
    isShifted,
  });
  const attended = residualLinear(x, p.get('proj.bias'), {
    x: mixed,
    weight: p.get('proj.weight'),
  });
  const wide = normalizedLinear(attended, affine(p, 'norm2'), affine(p, 'mlp.fc1'), 'gelu');
  const deep = depthwiseGelu(wide, p.get('mlp.dwconv.weight'), p.get('mlp.dwconv.bias'));
  const second = adapter?.(attended);
  return residualLinear(
    attended,
    p.get('mlp.fc2.bias'),
    { x: deep, weight: p.get('mlp.fc2.weight') },
    second,
    outer,
  );
}

/** A module's `weight` and `bias`. */
export function affine(p: Parameters, module: string): Affine {
  return { weight: p.get(`${module}.weight`), bias: p.get(`${module}.bias`) };
}
