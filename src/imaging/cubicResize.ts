import { cropped } from './crop';
import { mirror } from './mirror';
import type { RgbaImage } from './rgbaImage';

/** One 8-bit channel, row-major: an alpha mask, say. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Reduces a picture as MATLAB's `imresize(image, 1 / factor)` does, the field's benchmark input:
 * antialiased bicubic with a = −0.5, mirrored borders, columns first and then rows, rounded to
 * 8 bits after each. The four channels are resized each for itself; colour under alpha 0 counts.
 *
 * @param factor a whole number ≥ 1 that divides width and height (see `cropToMultiple`).
 * @throws RangeError when it doesn't.
 */
export function downscaleBicubic(image: RgbaImage, factor: number): RgbaImage {
  requireFactor(factor);
  const { width, height } = image;
  if (width % factor !== 0 || height % factor !== 0) {
    throw new RangeError(
      `A picture of ${width} × ${height} pixels can't be reduced by ${factor}: crop it to a multiple first.`,
    );
  }
  return resize(image, 4, width / factor, height / factor);
}

/**
 * Enlarges a picture by a whole factor as MATLAB's `imresize(image, factor)` does: bicubic with
 * a = −0.5, mirrored borders, rounded to 8 bits after columns and after rows. The four channels are
 * resized each for itself; colour under alpha 0 counts.
 *
 * @throws RangeError when the factor is not a whole number ≥ 1.
 */
export function upscaleBicubic(image: RgbaImage, factor: number): RgbaImage {
  requireFactor(factor);
  return resize(image, 4, image.width * factor, image.height * factor);
}

/** Resizes a picture to any size, by the same rules: antialiased along a side that shrinks. */
export function resizeBicubic(image: RgbaImage, width: number, height: number): RgbaImage {
  return resize(image, 4, width, height);
}

/**
 * Resizes one channel to any size, by the same rules: antialiased along a side that shrinks.
 *
 * @throws RangeError when the size asked for is not whole and positive.
 */
export function resizePlane(plane: Plane, width: number, height: number): Plane {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(`A plane can't be resized to ${width} × ${height} pixels.`);
    }
  }
  return resize(plane, 1, width, height);
}

/** Cuts columns off the right and rows off the bottom, until `factor` divides both sides. */
export function cropToMultiple(image: RgbaImage, factor: number): RgbaImage {
  requireFactor(factor);
  const width = image.width - (image.width % factor);
  const height = image.height - (image.height % factor);
  if (width === image.width && height === image.height) {
    return image;
  }
  if (width === 0 || height === 0) {
    throw new RangeError(
      `A picture of ${image.width} × ${image.height} pixels is too small to be reduced by ${factor}.`,
    );
  }
  return cropped(image, { x: 0, y: 0, width, height });
}

function requireFactor(factor: number): void {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(
      `The factor to resize by must be a whole number from 1 up, not ${factor}.`,
    );
  }
}

function resize(source: Plane, channels: number, width: number, height: number): Plane {
  const taller = resizeColumns(source, channels, height);
  return resizeRows(taller, channels, width);
}

/** Changes the height: each result row is a weighted sum of source rows. */
function resizeColumns(source: Plane, channels: number, height: number): Plane {
  const { width } = source;
  const rowLength = width * channels;
  const data = new Uint8ClampedArray(rowLength * height);
  const { count, positions, weights } = cubicTaps(source.height, height);
  const sum = new Float64Array(rowLength);
  for (let y = 0; y < height; y++) {
    sum.fill(0);
    for (let tap = y * count; tap < (y + 1) * count; tap++) {
      const weight = weights[tap] as number;
      const row = (positions[tap] as number) * rowLength;
      for (let i = 0; i < rowLength; i++) {
        sum[i] = (sum[i] as number) + weight * (source.data[row + i] as number);
      }
    }
    for (let i = 0; i < rowLength; i++) {
      data[y * rowLength + i] = Math.floor((sum[i] as number) + 0.5);
    }
  }
  return { width, height, data };
}

/** Changes the width: each result pixel is a weighted sum along its row. */
function resizeRows(source: Plane, channels: number, width: number): Plane {
  const { height } = source;
  const data = new Uint8ClampedArray(width * height * channels);
  const { count, positions, weights } = cubicTaps(source.width, width);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = y * source.width;
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let tap = x * count; tap < (x + 1) * count; tap++) {
          const from = (row + (positions[tap] as number)) * channels + channel;
          sum += (weights[tap] as number) * (source.data[from] as number);
        }
        data[to++] = Math.floor(sum + 0.5);
      }
    }
  }
  return { width, height, data };
}

/** What every result sample along one side is made of. */
interface Taps {
  /** Taps of each result sample; those of sample i begin at i × count. */
  readonly count: number;
  /** In the source, ascending within a sample. */
  readonly positions: Int32Array;
  /** Their sum within a sample is 1; the last may be 0. */
  readonly weights: Float64Array;
}

/** The taps along one side as MATLAB's `imresize` computes them, without those of weight 0. */
function cubicTaps(sourceLength: number, resultLength: number): Taps {
  const scale = resultLength / sourceLength;
  const kernelScale = Math.min(scale, 1); // stretched when reducing: the antialiasing
  const kernelWidth = 4 / kernelScale;
  const reach = Math.ceil(kernelWidth) + 2;
  const samples = Array.from({ length: resultLength }, (_, index) => {
    const centre = (index + 1) / scale + 0.5 * (1 - 1 / scale); // 1-based, as in MATLAB
    const left = Math.floor(centre - kernelWidth / 2);
    const raw = Array.from(
      { length: reach },
      (_, tap) => kernelScale * cubic(kernelScale * (centre - (left + tap))),
    );
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    const byPosition = new Map<number, number>();
    raw.forEach((weight, tap) => {
      if (weight !== 0) {
        const position = mirror(left + tap - 1, sourceLength);
        byPosition.set(position, (byPosition.get(position) ?? 0) + weight / total);
      }
    });
    return [...byPosition].sort(([a], [b]) => a - b);
  });
  const count = samples.reduce((most, sample) => Math.max(most, sample.length), 0);
  const positions = new Int32Array(resultLength * count);
  const weights = new Float64Array(resultLength * count);
  samples.forEach((sample, index) => {
    positions.set(
      sample.map(([position]) => position),
      index * count,
    );
    weights.set(
      sample.map(([, weight]) => weight),
      index * count,
    );
  });
  return { count, positions, weights };
}

/** Keys' cubic convolution kernel with a = −0.5 (Keys 1981, eq. 15). */
function cubic(x: number): number {
  const a = Math.abs(x);
  if (a <= 1) {
    return 1.5 * a ** 3 - 2.5 * a ** 2 + 1;
  }
  return a <= 2 ? -0.5 * a ** 3 + 2.5 * a ** 2 - 4 * a + 2 : 0;
}
