import type { RgbaImage } from '../imaging/rgbaImage';
import * as tf from '../kernels/tf';

/** `[N,H,W,3]` in 0–1 of pictures of one size; alpha is left out. */
export function pictureTensor(pictures: readonly RgbaImage[]): tf.Tensor4D {
  const [first] = pictures;
  if (first === undefined) throw new RangeError('There is no picture.');
  const { width, height } = first;
  const values = new Float32Array(pictures.length * width * height * 3);
  let offset = 0;
  for (const { data } of pictures) {
    for (let i = 0; i < data.length; i++) {
      if (i % 4 !== 3) values[offset++] = (data[i] ?? 0) / 255;
    }
  }
  return tf.tensor4d(values, [pictures.length, height, width, 3]);
}

/** An 8-bit picture of `[1,H,W,3]` values about 0–1, rounded and clipped. */
export function pictureOf(values: Float32Array, width: number, height: number): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      data[4 * i + channel] = 255 * (values[3 * i + channel] ?? 0);
    }
    data[4 * i + 3] = 255;
  }
  return { width, height, data };
}
