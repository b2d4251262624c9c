import { describe, expect, test } from 'vitest';
import { lensesAt, loupeScale, pixelAt, viewThrough } from './loupe';

const stage = { width: 1000, height: 800 };

describe('the loupe', () => {
  test('magnifies four times, in whole pixels, 400 % to 3200 %', () => {
    expect(loupeScale(0.2)).toBe(4);
    expect(loupeScale(1)).toBe(4);
    expect(loupeScale(1.6)).toBe(6);
    expect(loupeScale(16)).toBe(32);
  });

  test('hangs above the point, below it at the top, and never leaves the stage', () => {
    expect(lensesAt({ x: 500, y: 400 }, 100, 20, stage)).toEqual({
      a: { x: 399, y: 280, width: 100, height: 100 },
      b: { x: 501, y: 280, width: 100, height: 100 },
    });
    expect(lensesAt({ x: 0, y: 50 }, 100, 20, stage).a).toMatchObject({ x: 0, y: 70 });
    expect(lensesAt({ x: 999, y: 799 }, 100, 20, stage).b).toMatchObject({ x: 900, y: 679 });
  });

  test('has the pixel under the point in its middle', () => {
    const view = { scale: 2, x: 10, y: -30 };
    const picture = { width: 300, height: 200 };
    const pixel = pixelAt({ x: 15.9, y: 1 }, view, picture);
    expect(pixel).toEqual({ x: 2, y: 15 });
    const seen = viewThrough(pixel, 100, 8);
    expect(seen.x + pixel.x * 8).toBe(46);
    expect(seen.y + pixel.y * 8 + 8).toBe(54);
    expect(pixelAt({ x: -50, y: 5000 }, view, picture)).toEqual({ x: 0, y: 199 });
  });
});
