import { decode } from 'fast-png';
import { renderDeadLeaves } from '../src/imaging/deadLeavesScene';
import { degrade } from '../src/imaging/degradation/degrade';
import type { Rectangle, RgbaImage } from '../src/imaging/rgbaImage';

/** The pictures of these tests are drawn here: no photograph of anyone's is needed. */
export function cleanScene(width: number, height: number): RgbaImage {
  return renderDeadLeaves({ width, height, seed: 3 });
}

export function withNoise(clean: RgbaImage, sigma = 25): Promise<RgbaImage> {
  return degrade(clean, [{ kind: 'gaussian-noise', sigma }], 11);
}

export function halved(clean: RgbaImage): Promise<RgbaImage> {
  return degrade(clean, [{ kind: 'bicubic-down', scale: 2 }], 11);
}

/** Any 8-bit RGB or RGBA PNG, as the app writes them. */
export function decodePng(bytes: Uint8Array): RgbaImage {
  const { width, height, channels, depth, data } = decode(bytes);
  if (depth !== 8 || (channels !== 3 && channels !== 4)) {
    throw new Error(`Expected 8-bit RGB or RGBA, got ${channels} channels of ${depth} bits.`);
  }
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      rgba[pixel * 4 + channel] = data[pixel * channels + channel] ?? Number.NaN;
    }
  }
  return { width, height, data: rgba };
}

export function alphaOf({ data }: RgbaImage): Uint8ClampedArray {
  return data.filter((_, i) => i % 4 === 3);
}

export function partOf(image: RgbaImage, { x, y, width, height }: Rectangle): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 4;
    data.set(image.data.subarray(from, from + width * 4), row * width * 4);
  }
  return { width, height, data };
}

/** The part of the pixels, 0 to 1, that are the same in both. */
export function equalPixels(a: RgbaImage, b: RgbaImage): number {
  if (a.width !== b.width || a.height !== b.height) throw new RangeError('The sizes differ.');
  // Whole pixels at a time: the stage has a million.
  const pixelsOfA = new Uint32Array(a.data.buffer);
  const pixelsOfB = new Uint32Array(b.data.buffer);
  return pixelsOfA.filter((pixel, i) => pixel === pixelsOfB[i]).length / pixelsOfA.length;
}

export function largestDifference(a: RgbaImage, b: RgbaImage): number {
  if (a.width !== b.width || a.height !== b.height) throw new RangeError('The sizes differ.');
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b.data[i] ?? 0))), 0);
}
