import * as tf from '../../kernels/tf';
import type { BatchStatisticsListener } from '../adaptir/batchNorm';
import type { Constants } from '../constants';
import { convolution, halvingConvolution, residualBlock } from '../layers/convolution';
import { layerNorm } from '../layers/normalization';
import { doublingConvolution, upsample } from '../layers/upsampling';
import type { Parameters } from '../parameters';
import type { EdtArchitecture, EdtRoute } from './architecture';
import { block } from './block';

/**
 * The Encoder-Decoder Transformer (Li et al., IJCAI 2023), with an AdaptIR adapter beside each MLP
 * wherever the parameters hold one.
 *
 * @param image `[N,H,W,3]` in 0–1, sides multiples of `sideMultiple`.
 * @returns `[N,s·H,s·W,3]`, about 0–1, not clipped.
 */
export function edt(
  image: tf.Tensor4D,
  architecture: EdtArchitecture,
  route: EdtRoute,
  p: Parameters,
  constants: Constants,
  onBatchStatistics?: BatchStatisticsListener | undefined,
): tf.Tensor4D {
  return tf.tidy(() => {
    const features = head(image, architecture, route, p.under(route.head));
    const encoded = body(
      features.deepest,
      architecture,
      p.under('body'),
      constants,
      onBatchStatistics,
    );
    return tail(encoded, image, features.skips, route, p.under(route.tail));
  });
}

interface Features {
  /** One for each level, shallowest first. */
  readonly skips: readonly tf.Tensor4D[];
  readonly deepest: tf.Tensor4D;
}

/** Convolution of the mean-free image and `depth` levels; a scale-1 head halves the size after each. */
function head(
  image: tf.Tensor4D,
  { depth, imageMean }: EdtArchitecture,
  route: EdtRoute,
  p: Parameters,
): Features {
  const skips: tf.Tensor4D[] = [];
  let x = convolution(image, p.under(0), { mean: imageMean });
  for (let level = 1; level <= depth; level++) {
    const skip = residualBlock([x], p.under(level));
    skips.push(skip);
    x = route.scale === 1 ? halvingConvolution(skip, p.under(`${level}.conv_down`)) : skip;
  }
  return { skips, deepest: convolution(x, p.under(depth + 1)) };
}

/** LayerNorm, layers of blocks, LayerNorm, convolution, plus the input. */
function body(
  x: tf.Tensor4D,
  architecture: EdtArchitecture,
  p: Parameters,
  constants: Constants,
  onBatchStatistics?: BatchStatisticsListener | undefined,
): tf.Tensor4D {
  return tf.tidy(() => {
    let y = layerNorm(x, p.under('patch_embed.norm'));
    architecture.depths.forEach((blocks, layer) => {
      const blocksOf = p.under(`layers.${layer}.residual_group.blocks`);
      y = tf.tidy(() => {
        let z = y;
        for (let index = 0; index < blocks; index++) {
          z = block(
            z,
            {
              windowSize: architecture.windowSize,
              heads: architecture.numHeads[layer] ?? 1,
              isShifted: index % 2 === 1,
            },
            blocksOf.under(index),
            constants,
            onBatchStatistics,
            index === blocks - 1 ? y : undefined,
          );
        }
        return z;
      });
    });
    const normalized = layerNorm(y, p.under('norm'));
    return convolution(normalized, p.under('conv_after_body'), {}, { residual: x });
  });
}

/**
 * Up through the levels, deepest skip first, then to the output's size and three channels, plus the
 * image. The mean, taken off before the head and put back at the end, cancels in the image.
 */
function tail(
  x: tf.Tensor4D,
  image: tf.Tensor4D,
  skips: readonly tf.Tensor4D[],
  { scale }: EdtRoute,
  p: Parameters,
): tf.Tensor4D {
  return tf.tidy(() => {
    let y = x;
    skips.toReversed().forEach((skip, index) => {
      const level = p.under(index);
      const raised =
        scale === 1
          ? doublingConvolution(y, level.under('up'))
          : convolution(y, level.under('conv'));
      y = residualBlock([raised, skip], level.under('block'));
    });
    const base = { image, scale };
    if (scale === 1) return convolution(y, p.under(skips.length), {}, { base });
    const enlarged = upsample(y, p.under(skips.length), scale);
    return convolution(enlarged, p.under(skips.length + 1), {}, { base });
  });
}
