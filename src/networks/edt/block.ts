import { gelu } from '../../kernels/gelu';
import * as tf from '../../kernels/tf';
import type { Product } from '../../kernels/transformer/residualLinear';
import { isTuning } from '../../kernels/tuningMode';
import { adaptir, adaptirsUnder } from '../adaptir/adaptir';
import type { BatchStatisticsListener } from '../adaptir/batchNorm';
import { canFuseAdaptir, fusedAdaptir } from '../adaptir/fusedAdaptir';
import { bottleneck, canFuseBottleneck, fusedBottleneck } from '../attachments/bottleneck';
import type { Constants } from '../constants';
import { depthwiseConvolution } from '../layers/convolution';
import { linear } from '../layers/linear';
import { layerNorm } from '../layers/normalization';
import type { Parameters } from '../parameters';
import { shiftedCrossWindowAttention, type WindowLayout } from './attention';
import { addedProduct, affine, canFuseBlock, fusedAttention, fusedMlp } from './fusedBlock';

/**
 * `x + attention(norm1(x))`, then `x + mlp(norm2(x)) + adapter(norm2(x))`, on `[N,H,W,C]`; the
 * adapter is AdaptIR or a bottleneck, where the parameters hold one; of several AdaptIRs (a mix) each
 * adds its own.
 *
 * @param outer added to the result: the input of the layer that the block is the last of.
 */
export function block(
  x: tf.Tensor4D,
  layout: WindowLayout,
  p: Parameters,
  constants: Constants,
  onBatchStatistics?: BatchStatisticsListener | undefined,
  outer?: tf.Tensor4D | undefined,
): tf.Tensor4D {
  return tf.tidy(() => {
    const adapters = adaptersOf(p, constants, onBatchStatistics);
    if (canFuseBlock(x, layout, p)) {
      const attended = fusedAttention(x, layout, p);
      const isFused = !isTuning() && adapters.every(({ canFuse }) => canFuse);
      if (isFused || adapters.length === 0) {
        const [first, ...others] = adapters.map((adapter) => adapter.fused(attended));
        return others.reduce(
          (sum, product) => addedProduct(sum, product, constants),
          fusedMlp(attended, p, first, outer),
        );
      }
      const updated = fusedMlp(attended, p, undefined, outer);
      return withAdapters(updated, adapters, layerNorm(attended, p.under('norm2')));
    }
    const attended = tf.add(
      x,
      shiftedCrossWindowAttention(layerNorm(x, p.under('norm1')), layout, p, constants),
    ) as tf.Tensor4D;
    const y = layerNorm(attended, p.under('norm2'));
    const updated = tf.add(attended, mlp(y, p.under('mlp'))) as tf.Tensor4D;
    const whole = outer === undefined ? updated : (tf.add(updated, outer) as tf.Tensor4D);
    return withAdapters(whole, adapters, y);
  });
}

function withAdapters(x: tf.Tensor4D, adapters: readonly Adapter[], y: tf.Tensor4D): tf.Tensor4D {
  return adapters.reduce<tf.Tensor4D>((sum, adapter) => tf.add(sum, adapter.composed(y)), x);
}

/** What stands beside a block's MLP. */
interface Adapter {
  /** @param x after the LayerNorm that it shares with the MLP. */
  composed(x: tf.Tensor4D): tf.Tensor4D;
  /** Whether the widths allow `fused`. */
  readonly canFuse: boolean;
  /** @param x before that LayerNorm. */
  fused(x: tf.Tensor4D): Product;
}

function adaptersOf(
  p: Parameters,
  constants: Constants,
  onBatchStatistics: BatchStatisticsListener | undefined,
): readonly Adapter[] {
  const adapters: Adapter[] = adaptirsUnder(p).map((own) => ({
    composed: (x) => adaptir(x, own, constants, onBatchStatistics),
    canFuse: canFuseAdaptir(own),
    fused: (x) => fusedAdaptir(x, affine(p, 'norm2'), own, constants),
  }));
  if (p.has('bottleneck.down.weight')) {
    const own = p.under('bottleneck');
    adapters.push({
      composed: (x) => bottleneck(x, own),
      canFuse: canFuseBottleneck(own),
      fused: (x) => fusedBottleneck(x, affine(p, 'norm2'), own),
    });
  }
  return adapters;
}

/** Linear, GELU, depthwise 5×5, GELU, linear. */
function mlp(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const wide = gelu(linear(x, p.under('fc1')));
    return linear(gelu(depthwiseConvolution(wide, p.under('dwconv'))), p.under('fc2'));
  });
}
