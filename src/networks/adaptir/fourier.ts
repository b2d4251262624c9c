import { turn } from '../../kernels/adapter/turn';
import * as tf from '../../kernels/tf';
import type { Constants } from '../constants';

/**
 * Orthonormal real 2-D DFT as matrix products: tfjs has no gradient for its FFT.
 */

/** Number of bins that a real signal of this length needs. */
export function binCount(length: number): number {
  return Math.floor(length / 2) + 1;
}

/** `[W, 2F]`: a real row to its bins, real parts then imaginary parts. */
function realForward(width: number): tf.Tensor2D {
  const bins = binCount(width);
  const values = new Float32Array(width * 2 * bins);
  for (let n = 0; n < width; n++) {
    for (let k = 0; k < bins; k++) {
      const { cosine, sine } = turn(n * k, width);
      values[n * 2 * bins + k] = cosine / Math.sqrt(width);
      values[n * 2 * bins + bins + k] = -sine / Math.sqrt(width);
    }
  }
  return tf.tensor2d(values, [width, 2 * bins]);
}

/** `[2F, W]`: bins to a real row; the imaginary parts of bin 0 and bin W/2 are ignored. */
function realInverse(width: number): tf.Tensor2D {
  const bins = binCount(width);
  const values = new Float32Array(2 * bins * width);
  for (let k = 0; k < bins; k++) {
    const isSelfConjugate = k === 0 || k * 2 === width;
    const weight = (isSelfConjugate ? 1 : 2) / Math.sqrt(width);
    for (let n = 0; n < width; n++) {
      const { cosine, sine } = turn(n * k, width);
      values[k * width + n] = weight * cosine;
      values[(bins + k) * width + n] = isSelfConjugate ? 0 : -weight * sine;
    }
  }
  return tf.tensor2d(values, [2 * bins, width]);
}

/** `[2H, 2H]`: a complex column `[re | im]` to its DFT (sign −1) or inverse DFT (sign +1). */
function complexTransform(height: number, sign: 1 | -1): tf.Tensor2D {
  const values = new Float32Array(4 * height * height);
  for (let n = 0; n < height; n++) {
    for (let k = 0; k < height; k++) {
      const { cosine, sine } = turn(n * k, height);
      const re = cosine / Math.sqrt(height);
      const im = (sign * sine) / Math.sqrt(height);
      values[n * 2 * height + k] = re;
      values[n * 2 * height + height + k] = im;
      values[(height + n) * 2 * height + k] = -im;
      values[(height + n) * 2 * height + height + k] = re;
    }
  }
  return tf.tensor2d(values, [2 * height, 2 * height]);
}

/** A half spectrum, each part `[M, F, H]`: M maps, F = W/2 + 1 bins across, H bins down. */
export interface Spectrum {
  readonly re: tf.Tensor3D;
  readonly im: tf.Tensor3D;
}

/** `rfft2` with `norm="ortho"` of M maps `[M, H, W]`. */
export function forwardTransform(maps: tf.Tensor3D, constants: Constants): Spectrum {
  const [m, h, w] = maps.shape;
  const f = binCount(w);
  const across = tf.matMul(
    tf.reshape(maps, [m * h, w]),
    constants.get(`rfft ${w}`, () => realForward(w)),
  );
  const columns = tf.transpose(tf.reshape(across, [m, h, 2, f]), [0, 3, 2, 1]);
  const down = tf.matMul(
    tf.reshape(columns, [m * f, 2 * h]),
    constants.get(`fft ${h}`, () => complexTransform(h, -1)),
  );
  return {
    re: tf.reshape(tf.slice(down, [0, 0], [-1, h]), [m, f, h]),
    im: tf.reshape(tf.slice(down, [0, h], [-1, h]), [m, f, h]),
  };
}

/** `irfft2` with `norm="ortho"`: complex inverse down, then real inverse across, to `[M, H, W]`. */
export function inverseTransform(
  spectrum: Spectrum,
  width: number,
  constants: Constants,
): tf.Tensor3D {
  const [m, f, h] = spectrum.re.shape;
  const columns = tf.reshape(tf.concat([spectrum.re, spectrum.im], 2), [m * f, 2 * h]);
  const down = tf.matMul(
    columns,
    constants.get(`ifft ${h}`, () => complexTransform(h, 1)),
  );
  const rows = tf.transpose(tf.reshape(down, [m, f, 2, h]), [0, 3, 2, 1]);
  const across = tf.matMul(
    tf.reshape(rows, [m * h, 2 * f]),
    constants.get(`irfft ${width}`, () => realInverse(width)),
  );
  return tf.reshape(across, [m, h, width]);
}

/** |re + i·im|; its derivative at 0 is taken as 0, as PyTorch does. */
export const magnitude = tf.customGrad((...inputs) => {
  const [re, im, save] = inputs as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
  const value = tf.sqrt(tf.add(tf.square(re), tf.square(im)));
  save([re, im, value]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [a, b, length] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const scaled = tf.divNoNan(dy, length);
      return [tf.mul(scaled, a), tf.mul(scaled, b)];
    },
  };
}) as (re: tf.Tensor3D, im: tf.Tensor3D) => tf.Tensor3D;

/**
 * Angle of re + i·im in (−π, π]; its derivative at 0 is taken as 0, as PyTorch does. A zero
 * imaginary part of either sign counts as +0, so that negative real bins are at +π.
 */
export const angle = tf.customGrad((...inputs) => {
  const [re, im, save] = inputs as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
  const positiveZero = tf.where(tf.equal(im, 0), tf.zerosLike(im), im);
  const value = tf.atan2(positiveZero, re);
  save([re, im]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const scaled = tf.divNoNan(dy, tf.add(tf.square(a), tf.square(b)));
      return [tf.neg(tf.mul(scaled, b)), tf.mul(scaled, a)];
    },
  };
}) as (re: tf.Tensor3D, im: tf.Tensor3D) => tf.Tensor3D;
