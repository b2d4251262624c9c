import { gelu } from '../../kernels/gelu';
import * as tf from '../../kernels/tf';
import type { Constants } from '../constants';
import { linear, project } from '../layers/linear';
import type { Parameters } from '../parameters';
import { type BatchStatisticsListener, batchNorm } from './batchNorm';
import { angle, forwardTransform, inverseTransform, magnitude } from './fourier';
import { adaptirModule } from './parameters';

/**
 * The AdaptIR adapter (Guo et al., NeurIPS 2024): low-rank head, three parallel branches for local
 * spatial, frequency and channel interactions, gated combination, tail.
 *
 * @param x `[N,H,W,C]`, what the LayerNorm before the block's MLP gave.
 * @param onBatchStatistics needed while tuning only: BatchNorm then runs on batch statistics and
 *   reports them. For restoring, BatchNorm has been folded into `head` (see `foldBatchNorm`).
 * @returns `[N,H,W,C]`, to be added to the MLP's output.
 */
export function adaptir(
  x: tf.Tensor4D,
  p: Parameters,
  constants: Constants,
  onBatchStatistics?: BatchStatisticsListener | undefined,
): tf.Tensor4D {
  return tf.tidy(() => {
    const squeezed = linear(x, p.under('head'));
    const z = p.has('BN.weight') ? batchNorm(squeezed, p.under('BN'), onBatchStatistics) : squeezed;
    const local = localSpatialBranch(z, p);
    const frequency = frequencyBranch(z, p, constants);
    const channel = channelBranch(z, p);

    const channelGate = tf.sigmoid(
      linear(
        gelu(linear(meanOverPixels(frequency), p.under('channel_interaction.1'))),
        p.under('channel_interaction.3'),
      ),
    );
    const spatialGate = tf.sigmoid(linear(local, p.under('spatial_interaction')));
    const gated = tf.add(
      tf.mul(asPixels(channelGate), local),
      tf.mul(spatialGate, frequency),
    ) as tf.Tensor4D;
    return project(
      tf.mul(asPixels(channel), gated) as tf.Tensor4D,
      p.get<tf.Rank.R2>('tail.weight'),
      null,
    );
  });
}

/** The adapters of a block, side by side: none, one, or those of a mix. */
export function adaptirsUnder(block: Parameters): readonly Parameters[] {
  const found: Parameters[] = [];
  for (;;) {
    const next = block.under(adaptirModule(found.length));
    if (!next.has('head.weight')) return found;
    found.push(next);
  }
}

/** Depthwise 3×3 convolution whose weight is the low-rank product A·B. */
function localSpatialBranch(z: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  const kernel = tf.matMul(p.get<tf.Rank.R2>('conv_weight_A'), p.get<tf.Rank.R2>('conv_weight_B'));
  const hidden = kernel.shape[0];
  const filter = tf.reshape(tf.transpose(kernel), [3, 3, hidden, 1]) as tf.Tensor4D;
  return tf.add(tf.depthwiseConv2d(z, filter, 1, 'same'), p.get('conv_bias'));
}

/** Amplitude and phase of the spectrum, each rescaled and shifted per channel; |inverse|. */
function frequencyBranch(z: tf.Tensor4D, p: Parameters, constants: Constants): tf.Tensor4D {
  const [n, h, w, hidden] = z.shape;
  const maps = tf.reshape(tf.transpose(z, [0, 3, 1, 2]), [n * hidden, h, w]) as tf.Tensor3D;
  const spectrum = forwardTransform(maps, constants);
  const amplitude = perChannel(magnitude(spectrum.re, spectrum.im), p.under('amp_fuse'), hidden);
  const phase = perChannel(angle(spectrum.re, spectrum.im), p.under('pha_fuse'), hidden);
  const restored = inverseTransform(
    { re: tf.mul(amplitude, tf.cos(phase)), im: tf.mul(amplitude, tf.sin(phase)) },
    w,
    constants,
  );
  const planes = tf.reshape(tf.abs(restored), [n, hidden, h, w]);
  return tf.transpose(planes, [0, 2, 3, 1]) as tf.Tensor4D;
}

/** Attention over pixels pools each channel to one number; a bottleneck mixes the channels. */
function channelBranch(z: tf.Tensor4D, p: Parameters): tf.Tensor2D {
  const [n, h, w, hidden] = z.shape;
  const score = tf.softmax(tf.reshape(linear(z, p.under('compress')), [n, h * w]));
  const pooled = tf.matMul(
    tf.reshape(score, [n, 1, h * w]),
    tf.reshape(z, [n, h * w, hidden]) as tf.Tensor3D,
  );
  const mixed = gelu(linear(tf.reshape(pooled, [n, hidden]), p.under('proj.0')));
  return linear(mixed, p.under('proj.2')) as tf.Tensor2D;
}

/** `weight · x + bias` for a stack of maps `[N·h, F, H]`, one weight and bias per channel. */
function perChannel(x: tf.Tensor3D, p: Parameters, hidden: number): tf.Tensor3D {
  const [m, f, h] = x.shape;
  const grouped = tf.reshape(x, [m / hidden, hidden, f * h]);
  const weight = tf.reshape(p.get('weight'), [1, hidden, 1]);
  const bias = tf.reshape(p.get('bias'), [1, hidden, 1]);
  return tf.reshape(tf.add(tf.mul(grouped, weight), bias), [m, f, h]);
}

function meanOverPixels(x: tf.Tensor4D): tf.Tensor2D {
  return tf.mean(x, [1, 2]) as tf.Tensor2D;
}

/** `[N,h]` as `[N,1,1,h]`. */
function asPixels(x: tf.Tensor): tf.Tensor4D {
  const [n = 1, hidden = 1] = x.shape;
  return tf.reshape(x, [n, 1, 1, hidden]);
}
