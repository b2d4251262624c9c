import { gelu } from '../../kernels/gelu';
import { lanesFor } from '../../kernels/lanes';
import * as tf from '../../kernels/tf';
import { depthwiseGelu } from '../../kernels/transformer/depthwiseGelu';
import { type Affine, normalizedLinear } from '../../kernels/transformer/normalizedLinear';
import { type Product, residualLinear } from '../../kernels/transformer/residualLinear';
import { hasTransformerKernels } from '../../kernels/transformer/transformerKernels';
import { crossWindowAttention } from '../../kernels/transformer/windowAttention';
import { hasLora, lowRank } from '../attachments/lora';
import type { Constants } from '../constants';
import { layerNorm } from '../layers/normalization';
import type { Parameters } from '../parameters';
import { isTrained } from '../trained';
import type { WindowLayout } from './attention';

/**
 * Whether these functions can take the place of composed ones: kernels are there, widths are even,
 * and the block's own weights want no gradient.
 */
export function canFuseBlock(x: tf.Tensor4D, { heads }: WindowLayout, p: Parameters): boolean {
  return (
    hasTransformerKernels() &&
    !isTrained(p, 'qkv.weight') &&
    lanesFor([x.shape[3] / (2 * heads), p.get('mlp.fc1.bias').shape[0] ?? 1]) !== null
  );
}

/** `x + attention(norm1(x))` in three dispatches; a low-rank update that is being trained adds its own. */
export function fusedAttention(
  x: tf.Tensor4D,
  { windowSize, heads, isShifted }: WindowLayout,
  p: Parameters,
): tf.Tensor4D {
  const frozen = normalizedLinear(x, affine(p, 'norm1'), affine(p, 'qkv'), 'none');
  const update = p.under('qkv');
  const qkv: tf.Tensor4D = hasLora(update)
    ? tf.add(frozen, lowRank(layerNorm(x, p.under('norm1')), update))
    : frozen;
  const mixed = crossWindowAttention(qkv, [affine(p, 'attns.0.lepe'), affine(p, 'attns.1.lepe')], {
    window: windowSize,
    heads,
    isShifted,
  });
  return residualLinear(x, p.get('proj.bias'), { x: mixed, weight: p.get('proj.weight') });
}

/**
 * `x + mlp(norm2(x))` in three dispatches; low-rank updates that are being trained add their own.
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
  const deep = depthwiseGelu(widened(x, p), p.get('mlp.dwconv.weight'), p.get('mlp.dwconv.bias'));
  const last = { x: deep, weight: p.get('mlp.fc2.weight') };
  const sum = residualLinear(x, p.get('mlp.fc2.bias'), last, adapter, outer);
  const update = p.under('mlp.fc2');
  return hasLora(update) ? tf.add(sum, lowRank(deep, update)) : sum;
}

/** `x` and a further adapter's product: a kernel takes no more than two products at a time. */
export function addedProduct(x: tf.Tensor4D, product: Product, constants: Constants): tf.Tensor4D {
  const [, , , width] = x.shape;
  return residualLinear(
    x,
    constants.get(`no bias ${width}`, () => tf.zeros([width])),
    product,
  );
}

/** `gelu(fc1(norm2(x)))`. */
function widened(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  const norm = affine(p, 'norm2');
  const update = p.under('mlp.fc1');
  if (!hasLora(update)) return normalizedLinear(x, norm, affine(p, 'mlp.fc1'), 'gelu');
  const frozen = normalizedLinear(x, norm, affine(p, 'mlp.fc1'), 'none');
  return gelu(tf.add(frozen, lowRank(layerNorm(x, p.under('norm2')), update)));
}

/** A module's `weight` and `bias`. */
export function affine(p: Parameters, module: string): Affine {
  return { weight: p.get(`${module}.weight`), bias: p.get(`${module}.bias`) };
}
