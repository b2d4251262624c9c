import * as tf from '../tf';
import { isTuning } from '../tuningMode';
import { type Addition, type Convolution, leakySlope } from './convolution';

/** `convolve` in tfjs's own operations: the definition of right. */
export function composedConvolution(
  parts: readonly tf.Tensor4D[],
  convolution: Convolution,
  added: Addition,
): tf.Tensor4D {
  return tf.tidy(() => {
    const { mean, shuffle = 1 } = convolution;
    const joined = join(parts);
    const x = mean === undefined ? joined : (tf.sub(joined, tf.tensor1d([...mean])) as tf.Tensor4D);
    let y = interleave(biased(x, convolution), shuffle);
    const { shortcut, residual, base } = added;
    if (shortcut !== undefined) {
      y = tf.add(y, biased(join(shortcut.parts), { ...shortcut, side: 1 }));
    }
    if (residual !== undefined) y = tf.add(y, residual);
    if (base !== undefined) y = tf.add(y, enlarge(base.image, base.scale));
    return y;
  });
}

function join(parts: readonly tf.Tensor4D[]): tf.Tensor4D {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : tf.concat([...parts], 3);
}

/** Convolution, bias and activation. */
function biased(
  x: tf.Tensor4D,
  { weight, bias, side, halves, isLeaky, shuffle = 1 }: Convolution,
): tf.Tensor4D {
  const [inner = 1, columns = 1] = weight.shape.slice(-2);
  const filter = tf.reshape(weight, [side, side, inner, columns]) as tf.Tensor4D;
  const strides = halves ? 2 : 1;
  const pad = halves ? side / 2 - 1 : 'same';
  const offset =
    bias !== undefined && bias.shape[0] !== columns ? tf.tile(bias, [shuffle ** 2]) : bias;
  // tfjs's fused convolution would compute the gradients of frozen weights too.
  if (isTuning() || offset === undefined) {
    const y = tf.conv2d(x, filter, strides, pad, 'NHWC', [1, 1], halves ? 'floor' : undefined);
    const sum = offset === undefined ? y : (tf.add(y, offset) as tf.Tensor4D);
    return isLeaky ? tf.leakyRelu(sum, leakySlope) : sum;
  }
  return tf.fused.conv2d({
    x,
    filter,
    strides,
    pad,
    bias: offset,
    activation: isLeaky ? 'leakyrelu' : 'linear',
    leakyreluAlpha: leakySlope,
  });
}

/** `[N,H,W,r·r·C]`, channels in the order (row, column, C), to `[N,r·H,r·W,C]`. */
export function interleave(x: tf.Tensor4D, r: number): tf.Tensor4D {
  if (r === 1) return x;
  return tf.tidy(() => {
    const [n, h, w, channels] = x.shape;
    const c = channels / (r * r);
    const rows = tf.transpose(tf.reshape(x, [n * h, w, r, r * c]), [0, 2, 1, 3]);
    return tf.reshape(rows, [n, h * r, w * r, c]);
  });
}

/** The inverse of `interleave`. */
export function gatherPixels(x: tf.Tensor4D, r: number): tf.Tensor4D {
  if (r === 1) return x;
  return tf.tidy(() => {
    const [n, height, width, c] = x.shape;
    const [h, w] = [height / r, width / r];
    const rows = tf.transpose(tf.reshape(x, [n * h, r, w, r * c]), [0, 2, 1, 3]);
    return tf.reshape(rows, [n, h, w, r * r * c]);
  });
}

/** Bilinear with half-pixel centres (PyTorch's `align_corners=False`); never differentiated. */
function enlarge(image: tf.Tensor4D, scale: number): tf.Tensor4D {
  if (scale === 1) return image;
  const [, h, w] = image.shape;
  return tf.image.resizeBilinear(image, [h * scale, w * scale], false, true);
}
