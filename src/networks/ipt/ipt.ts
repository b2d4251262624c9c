import * as tf from '../../kernels/tf';
import type { BatchStatisticsListener } from '../adaptir/batchNorm';
import type { Constants } from '../constants';
import { convolution } from '../layers/convolution';
import { linear } from '../layers/linear';
import { upsample } from '../layers/upsampling';
import type { Parameters } from '../parameters';
import { type IptArchitecture, type IptRoute, tokenWidth } from './architecture';
import { decoderLayer, encoderLayer, type LayerContext } from './transformer';

/**
 * The Image Processing Transformer (Chen et al., CVPR 2021), with an AdaptIR adapter beside each MLP
 * wherever the parameters hold one.
 *
 * `sub_mean` and `add_mean` of the published files are constants, and a file of half floats rounds
 * them, so the architecture's own mean is taken.
 *
 * @param image `[N,48,48,3]` in 0–1 (the side is the architecture's `patchSize`).
 * @returns `[N,s·48,s·48,3]`, about 0–1, not clipped.
 */
export function ipt(
  image: tf.Tensor4D,
  architecture: IptArchitecture,
  route: IptRoute,
  p: Parameters,
  constants: Constants,
  onBatchStatistics?: BatchStatisticsListener | undefined,
): tf.Tensor4D {
  return tf.tidy(() => {
    const context = { heads: architecture.numHeads, constants, onBatchStatistics };
    const mean = tf.tensor1d(architecture.imageMean.map((value) => 255 * value));
    const centred = tf.sub(tf.mul(image, 255), mean) as tf.Tensor4D;
    const features = head(centred, p.under(`head.${route.index}`));
    const mapped = body(features, architecture, route, p.under('body'), context);
    const encoded = tf.add(mapped, features) as tf.Tensor4D;
    const tail = p.under(`tail.${route.index}`);
    const enlarged = route.scale === 1 ? encoded : upsample(encoded, tail.under(0), route.scale);
    const restored = tf.add(convolution(enlarged, tail.under(1)), mean);
    return tf.div(restored, 255) as tf.Tensor4D;
  });
}

/** Convolution and two residual blocks of 5×5 convolutions. */
function head(image: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const residual = (x: tf.Tensor4D, block: Parameters) =>
      tf.add(
        convolution(tf.relu(convolution(x, block.under(0))), block.under(2)),
        x,
      ) as tf.Tensor4D;
    const x = convolution(image, p.under(0));
    return residual(residual(x, p.under('1.body')), p.under('2.body'));
  });
}

/** Patches to tokens, encoder, decoder with the task's query, MLP, tokens back to the map. */
function body(
  features: tf.Tensor4D,
  architecture: IptArchitecture,
  route: IptRoute,
  p: Parameters,
  context: LayerContext,
): tf.Tensor4D {
  return tf.tidy(() => {
    const patches = unfold(features, architecture.patchDim);
    const position = p.get('position_encoding.pe.weight');
    let tokens = tf.add(
      tf.add(linear(patches, p.under('linear_encoding')), patches),
      position,
    ) as tf.Tensor3D;
    for (let layer = 0; layer < architecture.numLayers; layer++) {
      tokens = encoderLayer(tokens, p.under(`encoder.layers.${layer}`), context);
    }
    const queries = tf.gather(p.get<tf.Rank.R2>('query_embed.weight'), [route.index]);
    const query = tf.reshape(queries, [1, -1, tokenWidth(architecture)]) as tf.Tensor3D;
    let decoded = tokens;
    for (let layer = 0; layer < architecture.numLayers; layer++) {
      decoded = decoderLayer(decoded, tokens, query, p.under(`decoder.layers.${layer}`), context);
    }
    const mixed = linear(tf.relu(linear(decoded, p.under('mlp_head.0'))), p.under('mlp_head.3'));
    return fold(tf.add(mixed, decoded), architecture.patchDim, features.shape);
  });
}

/** `[N,H,W,C]` to tokens `[N,(H/k)·(W/k),C·k·k]` in PyTorch's `unfold` order. */
function unfold(x: tf.Tensor4D, k: number): tf.Tensor3D {
  const [n, height, width, channels] = x.shape;
  const split = tf.reshape(x, [n * (height / k), k, width / k, k, channels]);
  const ordered = tf.transpose(split, [0, 2, 4, 1, 3]);
  return tf.reshape(ordered, [n, (height / k) * (width / k), channels * k * k]);
}

/** The inverse of `unfold`. */
function fold(
  tokens: tf.Tensor3D,
  k: number,
  [n, height, width, channels]: readonly [number, number, number, number],
): tf.Tensor4D {
  const split = tf.reshape(tokens, [n * (height / k), width / k, channels, k, k]);
  const ordered = tf.transpose(split, [0, 3, 1, 4, 2]);
  return tf.reshape(ordered, [n, height, width, channels]);
}
