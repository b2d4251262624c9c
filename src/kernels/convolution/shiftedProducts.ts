import * as tf from '../tf';
import { fusedFilterGradient, hasFilterGradient } from './filterGradient';

/**
 * Gradients of convolutions with stride 1 and zero padding that keeps the size, of odd kernels:
 * compositions of operations that every backend has, where there is no kernel for it.
 */

/** Of a convolution's input: `dy` `[N,H,W,out]` convolved with the turned filter. */
export function convolutionInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
    return tf.conv2d(dy, turned, 1, 'same');
  });
}

/**
 * Of a convolution's filter `[kH,kW,in,out]`: one product of matrices for each of its taps. With both
 * maps padded to the same width, all pixels in one row, what a tap sees is the row moved along.
 */
export function convolutionFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [kernelHeight, kernelWidth]: readonly [number, number],
): tf.Tensor4D {
  if (hasFilterGradient()) return fusedFilterGradient(x, dy, [kernelHeight, kernelWidth]);
  return tf.tidy(() => {
    const [n, height, width, from] = x.shape;
    const [, , , to] = dy.shape;
    const [down, across] = [(kernelHeight - 1) / 2, (kernelWidth - 1) / 2];
    const line = width + 2 * across;
    const pixels = n * (height + 2 * down) * line;
    const reach = 2 * down * line + 2 * across;
    // Channels first, once for all taps: each product then reads along its rows.
    const planes = tf.reshape(
      tf.transpose(
        tf.pad(x, [
          [0, 0],
          [down, down],
          [across, across],
          [0, 0],
        ]),
        [3, 0, 1, 2],
      ),
      [from, pixels],
    );
    const rows = tf.reshape(
      tf.pad(dy, [
        [0, 0],
        [0, 2 * down],
        [0, 2 * across],
        [0, 0],
      ]),
      [pixels, to],
    ) as tf.Tensor2D;
    const count = pixels - reach;
    const seen = tf.slice(rows, [0, 0], [count, to]);
    const taps = tapPositions([kernelHeight, kernelWidth]).map(([row, column]) =>
      tf.matMul(tf.slice(planes, [0, row * line + column], [from, count]), seen),
    );
    return tf.reshape(tf.stack(taps), [kernelHeight, kernelWidth, from, to]);
  });
}

/** Of a depthwise convolution's input: `dy` `[N,H,W,C]` convolved with the turned filter. */
export function depthwiseInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.depthwiseConv2d(dy, tf.reverse(filter, [0, 1]), 1, 'same'));
}

/** Of a depthwise convolution's filter `[kH,kW,C,1]`: one sum of products for each of its taps. */
export function depthwiseFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [kernelHeight, kernelWidth]: readonly [number, number],
): tf.Tensor4D {
  return tf.tidy(() => {
    const [, , , channels] = x.shape;
    const taps = shifted(x, [kernelHeight, kernelWidth]).map((part) =>
      tf.sum(tf.reshape(tf.mul(part, dy), [-1, channels]), 0),
    );
    return tf.reshape(tf.stack(taps), [kernelHeight, kernelWidth, channels, 1]);
  });
}

/** What each tap of the kernel sees, in row-major order of the taps. */
function shifted(
  x: tf.Tensor4D,
  [kernelHeight, kernelWidth]: readonly [number, number],
): tf.Tensor4D[] {
  const [down, across] = [(kernelHeight - 1) / 2, (kernelWidth - 1) / 2];
  const padded = tf.pad(x, [
    [0, 0],
    [down, down],
    [across, across],
    [0, 0],
  ]);
  return tapPositions([kernelHeight, kernelWidth]).map(([row, column]) =>
    tf.slice(padded, [0, row, column, 0], x.shape),
  );
}

/** Row and column of each tap, row-major. */
function tapPositions([kernelHeight, kernelWidth]: readonly [number, number]) {
  return Array.from(
    { length: kernelHeight * kernelWidth },
    (_, tap) => [Math.floor(tap / kernelWidth), tap % kernelWidth] as const,
  );
}
