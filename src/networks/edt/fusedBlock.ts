import type * as tf from '../../kernels/tf';
import { depthwiseGelu } from '../../kernels/transformer/depthwiseGelu';
import { type Affine, normalizedLinear } from '../../kernels/transformer/normalizedLinear';
import { type Product, residualLinear } from '../../kernels/transformer/residualLinear';
import { hasTransformerKernels } from '../../kernels/transformer/transformerKernels';
import { crossWindowAttention } from '../../kernels/transformer/windowAttention';
import { lanesFor } from '../../kernels/webgpuProgram';
import type { Parameters } from '../parameters';
import type { WindowLayout } from './attention';

/** Whether these functions can take the place of composed ones: kernels are there, widths are even. */
export function canFuseBlock(x: tf.Tensor4D, { heads }: WindowLayout, p: Parameters): boolean {
  return (
    hasTransformerKernels() &&
    lanesFor([x.shape[3] / (2 * heads), p.get('mlp.fc1.bias').shape[0] ?? 1]) !== null
  );
}

/** `x + attention(norm1(x))` in three dispatches. */
export function fusedAttention(
  x: tf.Tensor4D,
  { windowSize, heads, isShifted }: WindowLayout,
  p: Parameters,
): tf.Tensor4D {
  const qkv = normalizedLinear(x, affine(p, 'norm1'), affine(p, 'qkv'), 'none');
  const mixed = crossWindowAttention(qkv, [affine(p, 'attns.0.lepe'), affine(p, 'attns.1.lepe')], {
    window: windowSize,
    heads,
    isShifted,
  });
  return residualLinear(x, p.get('proj.bias'), { x: mixed, weight: p.get('proj.weight') });
}

/**
 * `x + mlp(norm2(x))` in three dispatches.
 *
 * @param adapter what the adapter adds, still to be multiplied.
 * @param outer added to the result: the input of the layer that the block is the last of.
 */
export function fusedMlp(
  x: tf.Tensor4D,
  p: Parameters,
  adapter?: Product | undefined,
  outer?: tf.Tensor4D | undefined,
): tf.Tensor4D {
  const wide = normalizedLinear(x, affine(p, 'norm2'), affine(p, 'mlp.fc1'), 'gelu');
  const deep = depthwiseGelu(wide, p.get('mlp.dwconv.weight'), p.get('mlp.dwconv.bias'));
  const last = { x: deep, weight: p.get('mlp.fc2.weight') };
  return residualLinear(x, p.get('mlp.fc2.bias'), last, adapter, outer);
}

/** A module's `weight` and `bias`. */
export function affine(p: Parameters, module: string): Affine {
  return { weight: p.get(`${module}.weight`), bias: p.get(`${module}.bias`) };
}
