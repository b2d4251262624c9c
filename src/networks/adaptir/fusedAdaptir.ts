import { adapterCombination } from '../../kernels/adapter/adapterCombination';
import { adapterGates } from '../../kernels/adapter/adapterGates';
import { adapterSpectrum, turnTable } from '../../kernels/adapter/spectrum';
import * as tf from '../../kernels/tf';
import { type Affine, normalizedLinear } from '../../kernels/transformer/normalizedLinear';
import type { Product } from '../../kernels/transformer/residualLinear';
import type { Constants } from '../constants';
import type { Parameters } from '../parameters';
import { packedName } from './restoringParameters';

/** Whether the adapter was uploaded for `fusedAdaptir` as well. */
export function canFuseAdaptir(p: Parameters): boolean {
  return p.has(packedName);
}

/**
 * `adaptir` but for its last product, in seven dispatches on WebGPU, without a gradient.
 *
 * @param x `[N,H,W,C]` before the LayerNorm that the adapter shares with the MLP.
 * @returns gated branches `[N,H,W,h]` and the tail's weight `[h,C]`, still to be multiplied.
 */
export function fusedAdaptir(
  x: tf.Tensor4D,
  norm: Affine,
  p: Parameters,
  constants: Constants,
): Product {
  const head = { weight: p.get('head.weight'), bias: p.get('head.bias') };
  const packed = p.get(packedName);
  const sizes = {
    hidden: head.bias.shape[0] ?? 1,
    squeeze: p.get('channel_interaction.1.bias').shape[0] ?? 1,
  };
  const z = normalizedLinear(x, norm, head, 'none');
  const [, height, width] = z.shape;
  const turns = (length: number) =>
    constants.get(`turns ${length}`, () => tf.tensor2d(turnTable(length), [length, 2]));
  const frequency = adapterSpectrum(z, packed, sizes, {
    height: turns(height),
    width: turns(width),
  });
  const gates = adapterGates(z, frequency, packed, sizes);
  return {
    x: adapterCombination(z, frequency, gates, packed, sizes),
    weight: p.get('tail.weight'),
  };
}
