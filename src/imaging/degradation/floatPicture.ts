import type { RgbaImage } from '../rgbaImage';

/** A picture between steps: colours not yet rounded or clipped, so that errors don't add up. */
export interface FloatPicture {
  readonly width: number;
  readonly height: number;
  /** Row-major RGB, in 8-bit units (0 … 255, and beyond where a step goes beyond). */
  readonly rgb: Float32Array<ArrayBuffer>;
  /** Row-major, 0 … 255. */
  readonly alpha: Uint8ClampedArray<ArrayBuffer>;
}

export function toFloat({ width, height, data }: RgbaImage): FloatPicture {
  const rgb = new Float32Array(width * height * 3);
  const alpha = new Uint8ClampedArray(width * height);
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    rgb[pixel * 3] = data[pixel * 4] as number;
    rgb[pixel * 3 + 1] = data[pixel * 4 + 1] as number;
    rgb[pixel * 3 + 2] = data[pixel * 4 + 2] as number;
    alpha[pixel] = data[pixel * 4 + 3] as number;
  }
  return { width, height, rgb, alpha };
}

/** Rounds to the nearest whole number, clips to 0 … 255, and joins the alpha on. */
export function to8Bit({ width, height, rgb, alpha }: FloatPicture): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    data[pixel * 4] = rgb[pixel * 3] as number;
    data[pixel * 4 + 1] = rgb[pixel * 3 + 1] as number;
    data[pixel * 4 + 2] = rgb[pixel * 3 + 2] as number;
    data[pixel * 4 + 3] = alpha[pixel] as number;
  }
  return { width, height, data };
}
