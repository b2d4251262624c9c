import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../imaging/rgbaImage';
import { luma } from './luma';
import { ssim } from './ssim';

type Colour = readonly [number, number, number];

function picture(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): RgbaImage {
  const pixels = Array.from({ length: width * height }, (_, i) => [
    ...colourAt(i % width, Math.floor(i / width)),
    255,
  ]);
  return { width, height, data: Uint8ClampedArray.from(pixels.flat()) };
}

const wave = (x: number, y: number): Colour => [
  128 + 90 * Math.sin(x / 3),
  128 + 80 * Math.cos((x + 2 * y) / 5),
  (x * 31 + y * 17) % 256,
];
const clean = picture(23, 19, wave);
const distorted = picture(23, 19, (x, y) => {
  const [red, green, blue] = wave(x, y);
  const error = ((x * 7919 + y * 104729) % 41) - 20;
  return [red + error, 0.7 * green + 30, blue - error];
});

/** The paper's formula window by window, with a two-dimensional window and central moments. */
function plainSsim(
  a: RgbaImage,
  b: RgbaImage,
  read: (red: number, green: number, blue: number) => number,
  border = 0,
): number {
  const weights: number[][] = [];
  let total = 0;
  for (let v = -5; v <= 5; v++) {
    const row = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2 + v * v) / 4.5));
    weights.push(row);
    total += row.reduce((sum, weight) => sum + weight, 0);
  }
  const value = (image: RgbaImage, x: number, y: number) => {
    const [red, green, blue] = image.data.slice((y * image.width + x) * 4) as unknown as Colour;
    return read(red, green, blue);
  };
  const similarities: number[] = [];
  for (let y = border + 5; y < a.height - border - 5; y++) {
    for (let x = border + 5; x < a.width - border - 5; x++) {
      const average = (of: (u: number, v: number) => number) => {
        let sum = 0;
        for (let v = -5; v <= 5; v++) {
          for (let u = -5; u <= 5; u++) {
            sum += (((weights[v + 5] as number[])[u + 5] as number) / total) * of(x + u, y + v);
          }
        }
        return sum;
      };
      const meanA = average((u, v) => value(a, u, v));
      const meanB = average((u, v) => value(b, u, v));
      const varianceA = average((u, v) => (value(a, u, v) - meanA) ** 2);
      const varianceB = average((u, v) => (value(b, u, v) - meanB) ** 2);
      const covariance = average((u, v) => (value(a, u, v) - meanA) * (value(b, u, v) - meanB));
      const [c1, c2] = [2.55 ** 2, 7.65 ** 2];
      similarities.push(
        ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
          ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2)),
      );
    }
  }
  return similarities.reduce((sum, similarity) => sum + similarity, 0) / similarities.length;
}

describe('ssim', () => {
  it('is 1 between equal pictures', () => {
    expect(ssim(clean, clean, { channels: 'rgb' })).toBeCloseTo(1, 12);
    expect(ssim(clean, clean, { channels: 'y' })).toBeCloseTo(1, 12);
  });

  it("follows the paper's formula: the mean over channels, and on luma", () => {
    const red = plainSsim(clean, distorted, (r) => r);
    const green = plainSsim(clean, distorted, (_r, g) => g);
    const blue = plainSsim(clean, distorted, (_r, _g, b) => b);
    expect(ssim(clean, distorted, { channels: 'rgb' })).toBeCloseTo((red + green + blue) / 3, 9);
    expect(ssim(clean, distorted, { channels: 'y' })).toBeCloseTo(
      plainSsim(clean, distorted, luma),
      9,
    );
    expect(red).toBeLessThan(0.99);
    expect(red).toBeGreaterThan(0.5);
  });

  it('cuts the border off first', () => {
    const plain = plainSsim(clean, distorted, luma, 3);
    expect(ssim(clean, distorted, { channels: 'y', border: 3 })).toBeCloseTo(plain, 9);
    expect(plain).not.toBeCloseTo(plainSsim(clean, distorted, luma), 4);
  });

  it('knows two flat pictures by hand: only the luminance term is left', () => {
    const [dark, light] = [
      picture(12, 11, () => [50, 50, 50]),
      picture(12, 11, () => [80, 80, 80]),
    ];
    const c1 = 2.55 ** 2;
    expect(ssim(dark, light, { channels: 'rgb' })).toBeCloseTo(
      (2 * 50 * 80 + c1) / (50 ** 2 + 80 ** 2 + c1),
      9,
    );
  });

  it('is negative for a picture against its negative', () => {
    const stripes = picture(16, 16, (x) => (x % 2 ? [200, 200, 200] : [56, 56, 56]));
    const negative = picture(16, 16, (x) => (x % 2 ? [55, 55, 55] : [199, 199, 199]));
    expect(ssim(stripes, negative, { channels: 'rgb' })).toBeLessThan(-0.9);
  });

  it('refuses pictures of two sizes, or too small for its window', () => {
    const small = picture(23, 12, wave);
    expect(() => ssim(clean, small, { channels: 'rgb' })).toThrow('must be of one size');
    expect(() => ssim(small, small, { channels: 'rgb', border: 1 })).toThrow(
      'SSIM needs at least 11 × 11 pixels, not 21 × 10.',
    );
  });
});
