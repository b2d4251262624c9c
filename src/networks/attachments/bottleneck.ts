import { gelu } from '../../kernels/gelu';
import { lanesFor } from '../../kernels/lanes';
import * as tf from '../../kernels/tf';
import { type Affine, normalizedLinear } from '../../kernels/transformer/normalizedLinear';
import type { Product } from '../../kernels/transformer/residualLinear';
import { linear } from '../layers/linear';
import type { Parameters } from '../parameters';
import { SpecTable } from '../specTable';

/** Module name of the bottleneck inside a transformer block. */
export const bottleneckModule = 'bottleneck';

/** Every parameter of the bottlenecks in these blocks, named from the network on. */
export function bottleneckParameters(
  blocks: readonly string[],
  width: number,
  hidden: number,
): SpecTable['specs'] {
  const table = new SpecTable();
  for (const block of blocks) {
    table.linear(`${block}.${bottleneckModule}.down`, width, hidden);
    table.linear(`${block}.${bottleneckModule}.up`, hidden, width);
  }
  return table.specs;
}

/**
 * Down, GELU, up (Houlsby et al., ICML 2019), to be added to the MLP's output. For restoring, the
 * bias of `up` has been added to the MLP's (see `foldedIntoBackbone`).
 *
 * @param x `[N,H,W,C]`, what the LayerNorm before the block's MLP gave.
 */
export function bottleneck(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => linear(gelu(linear(x, p.under('down'))), p.under('up')));
}

/** Whether `fusedBottleneck` can take its place: widths are even, the bias is in the MLP's. */
export function canFuseBottleneck(p: Parameters): boolean {
  return !p.has('up.bias') && lanesFor([p.get('down.bias').shape[0] ?? 1]) !== null;
}

/**
 * `bottleneck` but for its last product, in one dispatch on WebGPU.
 *
 * @param x `[N,H,W,C]` before the LayerNorm that it shares with the MLP.
 */
export function fusedBottleneck(x: tf.Tensor4D, norm: Affine, p: Parameters): Product {
  const down = { weight: p.get('down.weight'), bias: p.get('down.bias') };
  return { x: normalizedLinear(x, norm, down, 'gelu'), weight: p.get('up.weight') };
}
