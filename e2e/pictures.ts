import { decode } from 'fast-png';
import { renderDeadLeaves } from '../src/imaging/deadLeavesScene';
import { degrade } from '../src/imaging/degradation/degrade';
import type { RgbaImage } from '../src/imaging/rgbaImage';

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

/** What every fourth byte of RGBA says. */
export function alphaOf({ data }: RgbaImage): number[] {
  return [...data].filter((_, i) => i % 4 === 3);
}

export function largestDifference(a: RgbaImage, b: RgbaImage): number {
  if (a.data.length !== b.data.length) throw new RangeError('The pictures differ in size.');
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b.data[i] ?? 0))), 0);
}
