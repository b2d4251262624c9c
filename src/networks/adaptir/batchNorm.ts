import * as tf from '../../kernels/tf';
import type { Parameters, ParameterValues } from '../parameters';

const epsilon = 1e-5;

/** PyTorch's default: running ← 0.9 · running + 0.1 · batch. */
export const batchNormMomentum = 0.1;

/**
 * Statistics of one batch: `mean` and the *unbiased* `variance`, `[h]` each, which PyTorch's running
 * statistics take in. The tensors live until the surrounding tidy ends; keep what should last.
 */
export type BatchStatisticsListener = (
  module: string,
  statistics: { readonly mean: tf.Tensor1D; readonly variance: tf.Tensor1D },
) => void;

/** BatchNorm over N, H, W of `[N,H,W,h]` on the batch's own statistics (biased variance). */
export function batchNorm(
  x: tf.Tensor4D,
  p: Parameters,
  onStatistics?: BatchStatisticsListener | undefined,
): tf.Tensor4D {
  const [n, h, w, hidden] = x.shape;
  const rows = tf.reshape(x, [n * h * w, hidden]);
  const { mean, variance } = tf.moments(rows, 0);
  const count = n * h * w;
  onStatistics?.(p.nameOf('').slice(0, -1), {
    mean: mean as tf.Tensor1D,
    variance: tf.mul(variance, count / Math.max(1, count - 1)) as tf.Tensor1D,
  });
  const normalized = tf.mul(tf.sub(rows, mean), tf.rsqrt(tf.add(variance, epsilon)));
  const scaled = tf.add(tf.mul(normalized, p.get('weight')), p.get('bias'));
  return tf.reshape(scaled, [n, h, w, hidden]);
}

/**
 * Folds BatchNorm's running statistics into the 1×1 convolution before it, for restoring: the
 * returned parameters (published layout) have no `BN.*` and a new `head.weight` and `head.bias`.
 *
 * @param parameters of any number of adapters, under their published names.
 */
export function foldBatchNorm(
  parameters: ReadonlyMap<string, ParameterValues>,
): Map<string, ParameterValues> {
  const isNorm = (name: string) => /(^|\.)BN\.\w+$/.test(name);
  const folded = new Map([...parameters].filter(([name]) => !isNorm(name)));
  for (const name of parameters.keys()) {
    if (!isNorm(name) || !name.endsWith('BN.weight')) continue;
    const adapter = name.slice(0, -'BN.weight'.length);
    const head = foldedHead((suffix) => {
      const found = parameters.get(adapter + suffix);
      if (found === undefined) throw new Error(`The adapter lacks “${adapter}${suffix}”.`);
      return found;
    });
    folded.set(`${adapter}head.weight`, head.weight);
    folded.set(`${adapter}head.bias`, head.bias);
  }
  return folded;
}

function foldedHead(value: (name: string) => ParameterValues) {
  const weight = value('head.weight');
  const bias = value('head.bias').values;
  const gamma = value('BN.weight').values;
  const beta = value('BN.bias').values;
  const mean = value('BN.running_mean').values;
  const variance = value('BN.running_var').values;
  const scale = gamma.map((g, i) => g / Math.sqrt((variance[i] ?? 0) + epsilon));
  const width = weight.values.length / scale.length;
  return {
    weight: {
      shape: weight.shape,
      values: weight.values.map((v, i) => v * (scale[Math.floor(i / width)] ?? 0)),
    },
    bias: {
      shape: [scale.length],
      values: bias.map((b, i) => (b - (mean[i] ?? 0)) * (scale[i] ?? 0) + (beta[i] ?? 0)),
    },
  };
}
