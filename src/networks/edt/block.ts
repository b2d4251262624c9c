import { gelu } from '../../kernels/gelu';
import * as tf from '../../kernels/tf';
import { isTuning } from '../../kernels/tuningMode';
import { adaptir } from '../adaptir/adaptir';
import type { BatchStatisticsListener } from '../adaptir/batchNorm';
import { canFuseAdaptir, fusedAdaptir } from '../adaptir/fusedAdaptir';
import type { Constants } from '../constants';
import { depthwiseConvolution } from '../layers/convolution';
import { linear } from '../layers/linear';
import { layerNorm } from '../layers/normalization';
import type { Parameters } from '../parameters';
import { shiftedCrossWindowAttention, type WindowLayout } from './attention';
import { affine, canFuseBlock, fusedAttention, fusedMlp } from './fusedBlock';

/**
 * `x + attention(norm1(x))`, then `x + mlp(norm2(x)) + adaptir(norm2(x))`, on `[N,H,W,C]`.
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
    const hasAdapter = p.has('adaptir.head.weight');
    const adapter = p.under('adaptir');
    if (canFuseBlock(x, layout, p)) {
      const attended = fusedAttention(x, layout, p);
      if (!hasAdapter) return fusedMlp(attended, p, undefined, outer);
      if (!isTuning() && canFuseAdaptir(adapter)) {
        const product = fusedAdaptir(attended, affine(p, 'norm2'), adapter, constants);
        return fusedMlp(attended, p, product, outer);
      }
      const y = layerNorm(attended, p.under('norm2'));
      const added = adaptir(y, adapter, constants, onBatchStatistics);
      return tf.add(fusedMlp(attended, p, undefined, outer), added);
    }
    const attended = tf.add(
      x,
      shiftedCrossWindowAttention(layerNorm(x, p.under('norm1')), layout, p, constants),
    ) as tf.Tensor4D;
    const y = layerNorm(attended, p.under('norm2'));
    const updated = tf.add(attended, mlp(y, p.under('mlp'))) as tf.Tensor4D;
    const whole = outer === undefined ? updated : (tf.add(updated, outer) as tf.Tensor4D);
    if (!hasAdapter) return whole;
    return tf.add(whole, adaptir(y, adapter, constants, onBatchStatistics));
  });
}

/** Linear, GELU, depthwise 5×5, GELU, linear. */
function mlp(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const wide = gelu(linear(x, p.under('fc1')));
    return linear(gelu(depthwiseConvolution(wide, p.under('dwconv'))), p.under('fc2'));
  });
}
