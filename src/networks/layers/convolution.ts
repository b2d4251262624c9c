import * as tf from '../../kernels/tf';
import { isTuning } from '../../kernels/tuningMode';
import type { Parameters } from '../parameters';

const leakySlope = 0.2;

/** k×k convolution of `[N,H,W,in]`, zero padding that keeps H and W, with bias. */
export function convolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const filter = p.get<tf.Rank.R4>('weight');
    const bias = p.get('bias');
    // tfjs's fused convolution would compute the gradients of frozen weights too.
    return isTuning()
      ? tf.add(tf.conv2d(x, filter, 1, 'same'), bias)
      : tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias });
  });
}

/** `convolution`, then LeakyReLU with slope 0.2. */
export function leakyConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    if (isTuning()) return tf.leakyRelu(convolution(x, p), leakySlope);
    return tf.fused.conv2d({
      x,
      filter: p.get<tf.Rank.R4>('weight'),
      strides: 1,
      pad: 'same',
      bias: p.get('bias'),
      activation: 'leakyrelu',
      leakyreluAlpha: leakySlope,
    });
  });
}

/** 4×4 convolution with stride 2 and padding 1, no bias: `[N,H,W,C]` to `[N,H/2,W/2,C]`. */
export function halvingConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.conv2d(x, p.get<tf.Rank.R4>('weight'), 2, 1, 'NHWC', [1, 1], 'floor');
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
