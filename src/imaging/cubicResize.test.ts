import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cropToMultiple,
  downscaleBicubic,
  type Plane,
  resizePlane,
  upscaleBicubic,
} from './cubicResize';
import { pixelPicture } from './pixelPicture';
import type { RgbaImage } from './rgbaImage';

const hash = (x: number, y: number, channel: number) =>
  (x * 37 + y * 91 + channel * 53 + x * y * 7) % 256;
const textured = pixelPicture(12, 12, (x, y) => [hash(x, y, 0), hash(x, y, 1), hash(x, y, 2), 255]);

function rgb({ data }: RgbaImage): number[] {
  return [...data].filter((_, i) => i % 4 !== 3);
}

function alpha({ data }: RgbaImage): number[] {
  return [...data].filter((_, i) => i % 4 === 3);
}

function rows({ width, height, data }: Plane): number[][] {
  return Array.from({ length: height }, (_, y) => [...data.slice(y * width, (y + 1) * width)]);
}

/** Computed with NumPy by a port of MATLAB's imresize that is exact on Set5's published inputs. */
const reduced: Record<number, readonly number[]> = {
  2: [
    71, 117, 146, 123, 133, 153, 127, 154, 142, 117, 104, 131, 105, 125, 142, 112, 141, 111, 125,
    133, 120, 133, 138, 141, 144, 139, 131, 135, 126, 121, 127, 127, 134, 144, 131, 149, 114, 166,
    121, 135, 132, 109, 144, 130, 119, 141, 144, 126, 114, 141, 110, 154, 110, 114, 118, 117, 151,
    111, 135, 137, 132, 115, 120, 144, 119, 130, 129, 120, 115, 131, 101, 151, 134, 105, 118, 170,
    115, 154, 115, 151, 107, 121, 116, 152, 124, 158, 118, 121, 114, 149, 174, 102, 147, 146, 82,
    117, 106, 159, 100, 88, 125, 176, 157, 109, 144, 133, 106, 115,
  ],
  3: [
    98, 125, 141, 132, 141, 145, 117, 119, 132, 120, 134, 128, 120, 148, 123, 144, 132, 121, 133,
    136, 120, 140, 123, 128, 125, 120, 139, 130, 124, 128, 130, 129, 124, 128, 111, 138, 164, 97,
    135, 120, 136, 113, 114, 126, 157, 135, 116, 127,
  ],
  4: [
    111, 134, 139, 130, 131, 133, 121, 130, 130, 123, 136, 129, 137, 130, 121, 134, 120, 127, 152,
    105, 131, 113, 134, 134, 132, 116, 136,
  ],
};

describe('downscaleBicubic', () => {
  it.each([2, 3, 4])('reduces by %i exactly as MATLAB does', (factor) => {
    const result = downscaleBicubic(textured, factor);
    expect([result.width, result.height]).toEqual([12 / factor, 12 / factor]);
    expect(rgb(result)).toEqual(reduced[factor]);
    expect(alpha(result).every((value) => value === 255)).toBe(true);
  });

  it('refuses sizes and factors that do not divide', () => {
    expect(() => downscaleBicubic(textured, 5)).toThrow(
      "A picture of 12 × 12 pixels can't be reduced by 5: crop it to a multiple first.",
    );
    expect(() => downscaleBicubic(textured, 1.5)).toThrow('whole number from 1 up, not 1.5');
    expect(() => downscaleBicubic(textured, 0)).toThrow(RangeError);
  });
});

describe('upscaleBicubic and resizePlane', () => {
  const corner: Plane = {
    width: 3,
    height: 3,
    data: Uint8ClampedArray.from([0, 37, 74, 91, 135, 179, 182, 233, 28]),
  };
  // From the same NumPy port.
  const doubled = [
    [0, 5, 20, 37, 57, 67],
    [12, 23, 44, 67, 91, 103],
    [62, 73, 95, 123, 157, 174],
    [112, 125, 153, 164, 158, 155],
    [161, 180, 216, 187, 93, 47],
    [186, 207, 248, 199, 62, 0],
  ];
  const tripled = [
    [0, 0, 6, 16, 26, 39, 52, 62, 66],
    [0, 0, 10, 23, 37, 51, 64, 74, 78],
    [20, 24, 33, 47, 62, 79, 98, 111, 116],
    [52, 57, 67, 82, 99, 120, 143, 159, 166],
    [86, 91, 102, 119, 135, 151, 168, 179, 184],
    [120, 125, 140, 160, 171, 166, 152, 142, 139],
    [152, 158, 178, 203, 208, 173, 118, 77, 62],
    [176, 182, 205, 233, 233, 176, 91, 28, 5],
    [186, 192, 216, 246, 244, 179, 82, 11, 0],
  ];

  it('enlarge a plane exactly as MATLAB does', () => {
    expect(rows(resizePlane(corner, 6, 6))).toEqual(doubled);
    expect(rows(resizePlane(corner, 9, 9))).toEqual(tripled);
  });

  it('enlarge every channel of a picture by itself', () => {
    const value = (x: number, y: number) => corner.data[y * 3 + x] as number;
    const picture = pixelPicture(3, 3, (x, y) => [value(x, y), 9, value(y, x), value(x, y)]);
    const result = upscaleBicubic(picture, 2);
    const channel = (index: number): Plane => ({
      width: 6,
      height: 6,
      data: result.data.filter((_, i) => i % 4 === index),
    });
    expect(rows(channel(0))).toEqual(doubled);
    expect(rows(channel(1)).flat()).toEqual(new Array(36).fill(9));
    expect(rows(channel(3))).toEqual(doubled);
    expect(rows(channel(2))).not.toEqual(doubled);
  });

  it('leave a constant constant at any size', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.nat(255),
        (width, height, toWidth, toHeight, level) => {
          const data = new Uint8ClampedArray(width * height).fill(level);
          const result = resizePlane({ width, height, data }, toWidth, toHeight);
          expect([result.width, result.height]).toEqual([toWidth, toHeight]);
          expect(result.data).toEqual(new Uint8ClampedArray(toWidth * toHeight).fill(level));
        },
      ),
    );
  });

  it('commute with mirroring the plane', () => {
    const flip = ({ width, height, data }: Plane): Plane => ({
      width,
      height,
      data: data.map((_, i) => data[i - (i % width) + width - 1 - (i % width)] as number),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.uint8Array({ minLength: 40, maxLength: 40 }),
        (factor, bytes) => {
          const plane = { width: 8, height: 5, data: new Uint8ClampedArray(bytes) };
          const resized = resizePlane(flip(plane), 8 * factor, 5);
          const flipped = flip(resizePlane(plane, 8 * factor, 5));
          resized.data.forEach((value, i) => {
            // Where a sum falls between two levels, the order of adding decides.
            expect(Math.abs(value - (flipped.data[i] as number))).toBeLessThanOrEqual(1);
          });
        },
      ),
    );
  });

  it('refuse a size that is no size', () => {
    expect(() => resizePlane(corner, 0, 4)).toThrow("can't be resized to 0 × 4");
    expect(() => upscaleBicubic(textured, 2.5)).toThrow('whole number');
  });
});

describe('cropToMultiple', () => {
  it('cuts off right and bottom only', () => {
    const result = cropToMultiple(
      pixelPicture(8, 7, (x, y) => [x, y, 0, 255]),
      3,
    );
    expect(result).toEqual(pixelPicture(6, 6, (x, y) => [x, y, 0, 255]));
  });

  it('gives the picture itself when nothing is to be cut', () => {
    expect(cropToMultiple(textured, 4)).toBe(textured);
  });

  it('refuses a picture smaller than the multiple', () => {
    expect(() => cropToMultiple(textured, 13)).toThrow('too small to be reduced by 13');
  });
});
