import * as tf from '../../kernels/tf';

/** `[N,H,W,C]` to `[N·(H/h)·(W/w), h·w, C]`, windows in row-major order. */
export function toWindows(x: tf.Tensor4D, [h, w]: readonly [number, number]): tf.Tensor3D {
  const [n, height, width, channels] = x.shape;
  const rows = tf.reshape(x, [n * (height / h), h, width / w, w * channels]);
  return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [-1, h * w, channels]);
}

/** The inverse of `toWindows`. */
export function fromWindows(
  windows: tf.Tensor3D,
  [h, w]: readonly [number, number],
  [n, height, width, channels]: readonly [number, number, number, number],
): tf.Tensor4D {
  const grid = tf.reshape(windows, [n * (height / h), width / w, h, w * channels]);
  return tf.reshape(tf.transpose(grid, [0, 2, 1, 3]), [n, height, width, channels]);
}

/** `torch.roll` over H and W of `[N,H,W,C]`; positive moves down and right. */
export function roll(x: tf.Tensor4D, down: number, right: number): tf.Tensor4D {
  return rollAxis(rollAxis(x, down, 1), right, 2);
}

function rollAxis(x: tf.Tensor4D, by: number, axis: 1 | 2): tf.Tensor4D {
  const length = x.shape[axis];
  const cut = ((-by % length) + length) % length;
  if (cut === 0) return x;
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  begin[axis] = cut;
  const size: [number, number, number, number] = [-1, -1, -1, -1];
  size[axis] = cut;
  return tf.concat([tf.slice(x, begin), tf.slice(x, [0, 0, 0, 0], size)], axis);
}
