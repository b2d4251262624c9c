import { gelu } from '../../kernels/gelu';
import * as tf from '../../kernels/tf';
import type { Product } from '../../kernels/transformer/residualLinear';
import { isTuning } from '../../kernels/tuningMode';
import { adaptir } from '../adaptir/adaptir';
import type { BatchStatisticsListener } from '../adaptir/batchNorm';
import { canFuseAdaptir, fusedAdaptir } from '../adaptir/fusedAdaptir';
import { bottleneck, canFuseBottleneck, fusedBottleneck } from '../attachments/bottleneck';
import type { Constants } from '../constants';
import { depthwiseConvolution } from '../layers/convolution';
import { linear } from '../layers/linear';
import { layerNorm } from '../layers/normalization';
import type { Parameters } from '../parameters';
import { shiftedCrossWindowAttention, type WindowLayout } from './attention';
import { affine, canFuseBlock, fusedAttention, fusedMlp } from './fusedBlock';

/**
 * `x + attention(norm1(x))`, then `x + mlp(norm2(x)) + adapter(norm2(x))`, on `[N,H,W,C]`; the
 * adapter is AdaptIR or a bottleneck, where the parameters hold one.
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
    const adapter = adapterOf(p, constants, onBatchStatistics);
    if (canFuseBlock(x, layout, p)) {
      const attended = fusedAttention(x, layout, p);
      const product = isTuning() ? undefined : adapter?.fused(attended);
      const updated = fusedMlp(attended, p, product, outer);
      if (adapter === null || product !== undefined) return updated;
      return tf.add(updated, adapter.composed(layerNorm(attended, p.under('norm2'))));
    }
    const attended = tf.add(
      x,
      shiftedCrossWindowAttention(layerNorm(x, p.under('norm1')), layout, p, constants),
    ) as tf.Tensor4D;
    const y = layerNorm(attended, p.under('norm2'));
    const updated = tf.add(attended, mlp(y, p.under('mlp'))) as tf.Tensor4D;
    const whole = outer === undefined ? updated : (tf.add(updated, outer) as tf.Tensor4D);
    return adapter === null ? whole : tf.add(whole, adapter.composed(y));
  });
}

/** What stands beside a block's MLP. */
interface Adapter {
  /** @param x after the LayerNorm that it shares with the MLP. */
  composed(x: tf.Tensor4D): tf.Tensor4D;
  /** @param x before that LayerNorm. @returns undefined where the widths do not allow it. */
  fused(x: tf.Tensor4D): Product | undefined;
}

function adapterOf(
  p: Parameters,
  constants: Constants,
  onBatchStatistics: BatchStatisticsListener | undefined,
): Adapter | null {
  if (p.has('adaptir.head.weight')) {
    const own = p.under('adaptir');
    return {
      composed: (x) => adaptir(x, own, constants, onBatchStatistics),
      fused: (x) =>
        canFuseAdaptir(own) ? fusedAdaptir(x, affine(p, 'norm2'), own, constants) : undefined,
    };
  }
  if (p.has('bottleneck.down.weight')) {
    const own = p.under('bottleneck');
    return {
      composed: (x) => bottleneck(x, own),
      fused: (x) =>
        canFuseBottleneck(own) ? fusedBottleneck(x, affine(p, 'norm2'), own) : undefined,
    };
  }
  return null;
}

/** Linear, GELU, depthwise 5×5, GELU, linear. */
function mlp(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const wide = gelu(linear(x, p.under('fc1')));
    return linear(gelu(depthwiseConvolution(wide, p.under('dwconv'))), p.under('fc2'));
  });
}
