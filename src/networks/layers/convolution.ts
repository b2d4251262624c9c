import * as tf from '../../kernels/tf';
import type { Parameters } from '../parameters';

/** k×k convolution of `[N,H,W,in]`, zero padding that keeps H and W, with bias. */
export function convolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => tf.add(tf.conv2d(x, p.get<tf.Rank.R4>('weight'), 1, 'same'), p.get('bias')));
}

/** 4×4 convolution with stride 2 and padding 1, no bias: `[N,H,W,C]` to `[N,H/2,W/2,C]`. */
export function halvingConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.conv2d(x, p.get<tf.Rank.R4>('weight'), 2, 1, 'NHWC', [1, 1], 'floor');
}

/** Depthwise k×k convolution of `[N,H,W,C]`, zero padding, with bias. */
export function depthwiseConvolution(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
  return tf.tidy(() =>
    tf.add(tf.depthwiseConv2d(x, p.get<tf.Rank.R4>('weight'), 1, 'same'), p.get('bias')),
  );
}

/** LeakyReLU with slope 0.2. */
export function leakyRelu<T extends tf.Tensor>(x: T): T {
  return tf.leakyRelu(x, 0.2);
}
