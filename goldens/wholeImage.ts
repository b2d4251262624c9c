import { mirror } from '../src/imaging/mirror';
import * as tf from '../src/kernels/tf';
import type { ParameterValues } from '../src/networks/parameters';
import type { NetworkSubject } from './goldenCase';

/** `[N,C,H,W]` to `[N,H,W,C]`. */
export function toPixels(planes: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(planes, [0, 2, 3, 1]);
}

/** `[N,H,W,C]` to `[N,C,H,W]`. */
export function toPlanes(pixels: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(pixels, [0, 3, 1, 2]);
}

/**
 * A whole image of any size: mirrored to a size that the head takes, restored, cut back.
 *
 * @param image `[1,3,H,W]`.
 * @returns values of `[1,3,s·H,s·W]`.
 */
export async function restoreWholeImage(
  image: ParameterValues,
  { network, head }: NetworkSubject,
  forward: (input: tf.Tensor4D) => tf.Tensor4D,
): Promise<Float32Array> {
  const properties = network.heads.get(head);
  if (properties === undefined) throw new Error(`No head “${head}”.`);
  const { scale, sideMultiple } = properties;
  const [n = 1, channels = 3, height = 0, width = 0] = image.shape;
  const paddedTo = (side: number) => Math.ceil(side / sideMultiple) * sideMultiple;
  const output = tf.tidy(() => {
    const planes = tf.tensor4d(image.values, [n, channels, height, width]);
    const mirrored = (side: number) =>
      tf.tensor1d(
        Int32Array.from({ length: paddedTo(side) }, (_, i) => mirror(i, side)),
        'int32',
      );
    const padded = tf.gather(tf.gather(toPixels(planes), mirrored(height), 1), mirrored(width), 2);
    const cut = tf.slice(
      forward(padded),
      [0, 0, 0, 0],
      [n, height * scale, width * scale, channels],
    );
    return toPlanes(cut);
  });
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}
