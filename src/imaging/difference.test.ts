import { describe, expect, test } from 'vitest';
import { upscaleBicubic } from './cubicResize';
import { renderDeadLeaves } from './deadLeavesScene';
import { differenceIn, factorBetween, wholeFactor } from './difference';
import { pixelPicture } from './pixelPicture';

const whole = { x: 0, y: 0, width: 2, height: 1 };

describe('the difference', () => {
  test('is |a − b| · gain for each channel, cut off at 255, and opaque', () => {
    const a = pixelPicture(2, 1, (x) => (x === 0 ? [10, 20, 30, 255] : [200, 0, 7, 255]));
    const b = pixelPicture(2, 1, (x) => (x === 0 ? [13, 15, 30, 255] : [100, 40, 8, 128]));
    expect([...differenceIn(a, b, whole, 4)]).toEqual([12, 20, 0, 255, 255, 160, 4, 255]);
    expect(differenceIn(b, a, whole, 4)).toEqual(differenceIn(a, b, whole, 4));
  });

  test('is black where one of the two has nothing', () => {
    const a = pixelPicture(2, 1, (x) => [90, 90, 90, x === 0 ? 0 : 255]);
    const b = pixelPicture(2, 1, (x) => [10, 10, 10, x === 0 ? 255 : 0]);
    expect([...differenceIn(a, b, whole, 1)]).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
  });

  test('of a part is that part of the whole one, the smaller picture enlarged', () => {
    const small = renderDeadLeaves({ width: 23, height: 17, seed: 1 });
    const large = renderDeadLeaves({ width: 69, height: 51, seed: 2 });
    const enlarged = upscaleBicubic(small, 3);
    for (const area of [
      { x: 0, y: 0, width: 69, height: 51 },
      { x: 31, y: 20, width: 11, height: 7 },
      { x: 60, y: 44, width: 9, height: 7 },
    ]) {
      expect(differenceIn(small, large, area, 2)).toEqual(differenceIn(enlarged, large, area, 2));
    }
  });

  test('refuses sizes that no whole factor lies between, and areas outside', () => {
    const size = (width: number, height: number) => ({ width, height });
    expect(factorBetween(size(10, 6), size(30, 18))).toBe(3);
    expect(wholeFactor(size(30, 18), size(10, 6))).toBeNull();
    expect(() => factorBetween(size(10, 6), size(30, 17))).toThrow(RangeError);
    expect(() => factorBetween(size(10, 6), size(25, 15))).toThrow(RangeError);
    const picture = pixelPicture(2, 1, () => [0, 0, 0, 255]);
    expect(() => differenceIn(picture, picture, { ...whole, x: 1 }, 1)).toThrow(RangeError);
  });
});
