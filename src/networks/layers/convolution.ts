import type { Addition, Convolution } from '../../kernels/convolution/convolution';
import { convolve } from '../../kernels/convolution/convolve';
import * as tf from '../../kernels/tf';
import { isTuning } from '../../kernels/tuningMode';
import type { Parameters } from '../parameters';
import { isTrained } from '../trained';

/** k×k convolution of `[N,H,W,in]`, zero padding that keeps H and W, with bias. */
export function convolution(
  x: tf.Tensor4D,
  p: Parameters,
  options: Pick<Convolution, 'shuffle' | 'mean'> = {},
  added: Addition = {},
): tf.Tensor4D {
  const weight = p.get('weight');
  return convolve(
    [x],
    {
      weight,
      bias: p.get('bias'),
      side: weight.shape[0] ?? 1,
      isTrained: isTrained(p, 'weight'),
      ...options,
    },
    added,
  );
}

/** Two 3×3 convolutions with LeakyReLU beside a 1×1 shortcut; parts count as joined channels. */
export function residualBlock(parts: readonly tf.Tensor4D[], p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const leaky = (module: string) => ({
      weight: p.get(`${module}.weight`),
      bias: p.get(`${module}.bias`),
      side: 3,
      isLeaky: true,
      isTrained: isTrained(p, `${module}.weight`),
    });
    const once = convolve(parts, leaky('conv_1'));
    const shortcut = {
      parts,
      weight: p.get('shortcut.weight'),
      bias: p.get('shortcut.bias'),
    };
    return convolve([once], leaky('conv_2'), { shortcut });
  });
}

/** 4×4 convolution with stride 2 and padding 1, no bias: `[N,H,W,C]` to `[N,H/2,W/2,C]`. */
export function halvingConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  const weight = p.get('weight');
  return convolve([x], { weight, side: 4, halves: true, isTrained: isTrained(p, 'weight') });
}

/** Depthwise k×k convolution of `[N,H,W,C]`, zero padding, with bias. */
export function depthwiseConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const filter = p.get<tf.Rank.R4>('weight');
    const bias = p.get('bias');
    return isTuning()
      ? tf.add(tf.depthwiseConv2d(x, filter, 1, 'same'), bias)
      : tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: 'same', bias });
  });
}
