import type { RgbaImage } from '../rgbaImage';

/** One number for each pixel, row-major, in 8-bit units (0 … 255). */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Luma as JPEG has it (JFIF 1.02): full range, 0.299 R + 0.587 G + 0.114 B. */
export function lumaPlane({ width, height, data }: RgbaImage): Plane {
  const values = new Float32Array(width * height);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const at = pixel * 4;
    values[pixel] =
      0.299 * (data[at] as number) +
      0.587 * (data[at + 1] as number) +
      0.114 * (data[at + 2] as number);
  }
  return { width, height, values };
}

/** Red, green and blue of noise that is independent in each, as it shows in their luma. */
export const noiseInLuma = Math.hypot(0.299, 0.587, 0.114);

export function colourPlanes({ width, height, data }: RgbaImage): readonly Plane[] {
  return [0, 1, 2].map((channel) => {
    const values = new Float32Array(width * height);
    for (let pixel = 0; pixel < values.length; pixel++) {
      values[pixel] = data[pixel * 4 + channel] as number;
    }
    return { width, height, values };
  });
}

/** Columns become rows. */
export function transposed({ width, height, values }: Plane): Plane {
  const turned = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = values[y * width + x] as number;
  }
  return { width: height, height: width, values: turned };
}

/** Noise, too, is alike in all three colours then. */
export function isGrey({ data }: RgbaImage): boolean {
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}
