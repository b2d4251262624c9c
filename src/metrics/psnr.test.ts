import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../imaging/rgbaImage';
import { psnr } from './psnr';

function picture(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => readonly [number, number, number, number],
): RgbaImage {
  const pixels = Array.from({ length: width * height }, (_, i) =>
    colourAt(i % width, Math.floor(i / width)),
  );
  return { width, height, data: Uint8ClampedArray.from(pixels.flat()) };
}

const grey = picture(8, 6, () => [100, 100, 100, 255]);

describe('psnr', () => {
  it('knows the error by hand: every sample off by 16 is 24.05 dB', () => {
    const other = picture(8, 6, (x) => (x % 2 ? [116, 116, 116, 255] : [84, 84, 84, 255]));
    expect(psnr(grey, other, { channels: 'rgb' })).toBeCloseTo(20 * Math.log10(255 / 16), 9);
    expect(psnr(grey, other, { channels: 'rgb' })).toBeCloseTo(24.0484, 3);
  });

  it('takes one mean over the three channels, not the mean of three PSNRs', () => {
    const other = picture(8, 6, () => [103, 100, 112, 255]);
    const squares = (9 + 0 + 144) / 3;
    expect(psnr(grey, other, { channels: 'rgb' })).toBeCloseTo(10 * Math.log10(65025 / squares), 9);
  });

  it('weighs the channels as luma does on y', () => {
    const other = picture(8, 6, () => [100, 110, 100, 255]);
    const difference = (10 * 128.553) / 255;
    expect(psnr(grey, other, { channels: 'y' })).toBeCloseTo(20 * Math.log10(255 / difference), 9);
  });

  it('is infinite between equal pictures, and takes no notice of alpha', () => {
    const veiled = picture(8, 6, (x) => [100, 100, 100, x]);
    expect(psnr(grey, grey, { channels: 'rgb' })).toBe(Number.POSITIVE_INFINITY);
    expect(psnr(grey, veiled, { channels: 'y' })).toBe(Number.POSITIVE_INFINITY);
  });

  it('cuts the border off all four sides', () => {
    const framed = picture(8, 6, (x, y) =>
      x < 2 || y < 2 || x >= 6 || y >= 4 ? [0, 0, 0, 255] : [101, 100, 100, 255],
    );
    expect(psnr(grey, framed, { channels: 'rgb', border: 2 })).toBeCloseTo(
      10 * Math.log10(65025 * 3),
      9,
    );
    expect(psnr(grey, framed, { channels: 'rgb', border: 1 })).toBeLessThan(15);
  });

  it('refuses what it cannot compare', () => {
    const taller = picture(8, 7, () => [0, 0, 0, 255]);
    expect(() => psnr(grey, taller, { channels: 'rgb' })).toThrow(
      "Pictures of 8 × 6 and 8 × 7 pixels can't be compared: they must be of one size.",
    );
    expect(() => psnr(grey, grey, { channels: 'y', border: 3 })).toThrow(
      "A border of 3 pixels can't be cut off a picture of 8 × 6.",
    );
    expect(() => psnr(grey, grey, { channels: 'y', border: -1 })).toThrow(RangeError);
  });
});
