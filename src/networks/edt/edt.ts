import * as tf from '../../kernels/tf';
import type { BatchStatisticsListener } from '../adaptir/batchNorm';
import type { Constants } from '../constants';
import { convolution, halvingConvolution, leakyConvolution } from '../layers/convolution';
import { linear } from '../layers/linear';
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
    const mean = tf.tensor1d([...architecture.imageMean]);
    const centred = tf.sub(image, mean) as tf.Tensor4D;
    const features = head(centred, architecture.depth, route, p.under(route.head));
    const encoded = body(
      features.deepest,
      architecture,
      p.under('body'),
      constants,
      onBatchStatistics,
    );
    const residual = tail(encoded, features.skips, route, p.under(route.tail));
    const base = route.scale === 1 ? centred : enlarge(centred, route.scale);
    return tf.add(tf.add(residual, base), mean) as tf.Tensor4D;
  });
}

interface Features {
  /** One for each level, shallowest first. */
  readonly skips: readonly tf.Tensor4D[];
  readonly deepest: tf.Tensor4D;
}

/** Convolution and `depth` levels; a scale-1 head halves the size after each. */
function head(image: tf.Tensor4D, depth: number, route: EdtRoute, p: Parameters): Features {
  const skips: tf.Tensor4D[] = [];
  let x = convolution(image, p.under(0));
  for (let level = 1; level <= depth; level++) {
    const skip = residualBlock(x, p.under(level));
    skips.push(skip);
    x = route.scale === 1 ? halvingConvolution(skip, p.under(`${level}.conv_down`)) : skip;
  }
  return { skips, deepest: convolution(x, p.under(depth + 1)) };
}

/** Two 3×3 convolutions beside a 1×1 shortcut. */
function residualBlock(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const once = leakyConvolution(x, p.under('conv_1'));
    const twice = leakyConvolution(once, p.under('conv_2'));
    return tf.add(twice, linear(x, p.under('shortcut')));
  });
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
          );
        }
        return tf.add(y, z);
      });
    });
    return tf.add(convolution(layerNorm(y, p.under('norm')), p.under('conv_after_body')), x);
  });
}

/** Up through the levels, deepest skip first, then to the output's size and three channels. */
function tail(
  x: tf.Tensor4D,
  skips: readonly tf.Tensor4D[],
  route: EdtRoute,
  p: Parameters,
): tf.Tensor4D {
  return tf.tidy(() => {
    let y = x;
    skips.toReversed().forEach((skip, index) => {
      const level = p.under(index);
      const raised =
        route.scale === 1
          ? doublingConvolution(y, level.under('up'))
          : convolution(y, level.under('conv'));
      y = residualBlock(tf.concat([raised, skip], 3), level.under('block'));
    });
    if (route.scale === 1) return convolution(y, p.under(skips.length));
    const enlarged = upsample(y, p.under(skips.length), route.scale);
    return convolution(enlarged, p.under(skips.length + 1));
  });
}

/** Bilinear with half-pixel centres (PyTorch's `align_corners=False`); never differentiated. */
function enlarge(image: tf.Tensor4D, scale: number): tf.Tensor4D {
  const [, h, w] = image.shape;
  return tf.image.resizeBilinear(image, [h * scale, w * scale], false, true);
}
