import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianBlur, motionBlur, motionKernel } from './blur';
import type { FloatPicture } from './floatPicture';

function picture(
  width: number,
  height: number,
  value: (x: number, y: number, channel: number) => number,
): FloatPicture {
  const rgb = Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return value(pixel % width, Math.floor(pixel / width), i % 3);
  });
  return { width, height, rgb, alpha: new Uint8ClampedArray(width * height).fill(255) };
}

function green({ rgb }: FloatPicture): number[] {
  return [...rgb].filter((_, i) => i % 3 === 1);
}

const textured = (x: number, y: number, channel: number) => (x * 71 + y * 37 + channel * 90) % 256;

describe('gaussianBlur', () => {
  it('agrees with SciPy, mirrored borders included', () => {
    const row = [0, 20, 80, 180, 100, 60, 60];
    // scipy.ndimage.gaussian_filter(row, 1.2, mode='reflect')
    const expected = [
      17.155034, 42.311155, 82.858573, 109.718254, 102.484802, 79.640352, 65.831829,
    ];
    const alongX = gaussianBlur(
      picture(7, 1, (x, _, channel) => (row[x] as number) + channel),
      1.2,
    );
    const alongY = gaussianBlur(
      picture(1, 7, (_, y, channel) => (row[y] as number) + channel),
      1.2,
    );
    for (const blurred of [alongX, alongY]) {
      green(blurred).forEach((value, i) => {
        expect(value).toBeCloseTo((expected[i] as number) + 1, 3);
      });
    }
  });

  it('leaves the picture alone at σ 0', () => {
    expect(gaussianBlur(picture(6, 5, textured), 0)).toEqual(picture(6, 5, textured));
  });
});

describe('motionBlur', () => {
  it('has kernels that sum to 1, spread along the line and symmetric about the middle', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 40, noNaN: true }),
        fc.double({ min: -360, max: 360, noNaN: true }),
        (length, angle) => {
          const kernel = motionKernel(length, angle);
          const moment = (value: (tap: (typeof kernel)[number]) => number) =>
            kernel.reduce((sum, tap) => sum + tap.weight * value(tap), 0);
          expect(moment(() => 1)).toBeCloseTo(1, 9);
          expect(moment(({ dx }) => dx)).toBeCloseTo(0, 6);
          expect(moment(({ dy }) => dy)).toBeCloseTo(0, 6);
          const radians = (angle * Math.PI) / 180;
          const across = moment(
            ({ dx, dy }) => (dx * Math.sin(radians) + dy * Math.cos(radians)) ** 2,
          );
          expect(across).toBeLessThan(0.35);
        },
      ),
    );
  });

  it("spreads a point over its length, as MATLAB's fspecial('motion', 5, 0) does", () => {
    const point = picture(9, 5, (x, y) => (x === 4 && y === 2 ? 255 : 0));
    const blurred = green(motionBlur(point, 5, 0));
    expect(blurred.reduce((sum, value) => sum + value, 0)).toBeCloseTo(255, 3);
    expect(blurred.slice(18, 27).map(Math.round)).toEqual([0, 0, 51, 51, 51, 51, 51, 0, 0]);
  });

  it('turns counter-clockwise: 90° is upright, 45° rises to the right', () => {
    const point = picture(9, 9, (x, y) => (x === 4 && y === 4 ? 255 : 0));
    const at = (blurred: number[], x: number, y: number) => blurred[y * 9 + x] as number;
    const upright = green(motionBlur(point, 5, 90));
    expect(at(upright, 4, 2)).toBeCloseTo(51, 3);
    expect(at(upright, 2, 4)).toBeCloseTo(0, 3);
    const rising = green(motionBlur(point, 5, 45));
    expect(at(rising, 5, 3)).toBeGreaterThan(30);
    expect(at(rising, 3, 5)).toBeGreaterThan(30);
    expect(at(rising, 3, 3)).toBe(0);
  });

  it('agrees with a plain sum over a picture that it mirrors, also when the kernel is wider', () => {
    const [width, height] = [6, 4];
    const kernel = motionKernel(17, 30);
    const fold = (position: number, length: number): number => {
      if (position < 0) return fold(-1 - position, length);
      return position >= length ? fold(2 * length - 1 - position, length) : position;
    };
    const blurred = motionBlur(picture(width, height, textured), 17, 30);
    blurred.rgb.forEach((value, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      const expected = kernel.reduce(
        (sum, { dx, dy, weight }) =>
          sum + weight * textured(fold(x + dx, width), fold(y + dy, height), i % 3),
        0,
      );
      expect(value).toBeCloseTo(expected, 3);
    });
  });
});

describe('both blurs', () => {
  it('leave a constant picture constant, and alpha untouched', () => {
    const alpha = Uint8ClampedArray.from({ length: 77 }, (_, i) => i * 3);
    const constant = { ...picture(11, 7, (_x, _y, channel) => 50 + channel), alpha };
    for (const blurred of [gaussianBlur(constant, 2.4), motionBlur(constant, 13.5, 70)]) {
      blurred.rgb.forEach((value, i) => {
        expect(value).toBeCloseTo(50 + (i % 3), 4);
      });
      expect(blurred.alpha).toEqual(alpha);
    }
  });
});
