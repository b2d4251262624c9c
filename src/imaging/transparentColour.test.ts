import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelPicture } from './pixelPicture';
import { fillTransparentColour } from './transparentColour';

const garbage = [255, 0, 255, 0] as const;

describe('fillTransparentColour', () => {
  it('carries a single visible colour to every transparent pixel, and keeps alpha', () => {
    const picture = pixelPicture(9, 7, (x, y) => (x === 6 && y === 2 ? [10, 200, 30, 1] : garbage));
    const filled = fillTransparentColour(picture);
    expect(filled).toEqual(pixelPicture(9, 7, (x, y) => [10, 200, 30, x === 6 && y === 2 ? 1 : 0]));
  });

  it('takes the nearest colour: half from the left, half from the right', () => {
    const picture = pixelPicture(10, 1, (x) => {
      if (x === 0) return [100, 0, 0, 255];
      return x === 9 ? [0, 0, 60, 255] : garbage;
    });
    const filled = fillTransparentColour(picture);
    expect([...filled.data].filter((_, i) => i % 4 === 0)).toEqual([
      100, 100, 100, 100, 100, 0, 0, 0, 0, 0,
    ]);
    expect([...filled.data].filter((_, i) => i % 4 === 2)).toEqual([
      0, 0, 0, 0, 0, 60, 60, 60, 60, 60,
    ]);
  });

  it('takes the mean where several are equally near', () => {
    const picture = pixelPicture(3, 1, (x) => (x === 1 ? garbage : [x * 50, 8, 8, 255]));
    expect([...fillTransparentColour(picture).data.slice(4, 8)]).toEqual([50, 8, 8, 0]);
  });

  it('changes no visible pixel and no alpha, and stays within the visible colours', () => {
    const pixel = fc.tuple(
      fc.integer({ min: 20, max: 90 }),
      fc.integer({ min: 20, max: 90 }),
      fc.integer({ min: 20, max: 90 }),
      fc.constantFrom(0, 0, 0, 1, 128, 255),
    );
    fc.assert(
      fc.property(fc.array(pixel, { minLength: 48, maxLength: 48 }), (pixels) => {
        const picture = pixelPicture(8, 6, (x, y) => {
          const [red, green, blue, alpha] = pixels[y * 8 + x] as (typeof pixels)[number];
          return alpha === 0 ? garbage : [red, green, blue, alpha];
        });
        fc.pre(pixels.some(([, , , alpha]) => alpha > 0));
        const { data } = fillTransparentColour(picture);
        for (let i = 0; i < data.length; i += 4) {
          expect(data[i + 3]).toBe(picture.data[i + 3]);
          if (data[i + 3] === 0) {
            for (const value of data.slice(i, i + 3)) {
              expect(value).toBeGreaterThanOrEqual(20);
              expect(value).toBeLessThanOrEqual(90);
            }
          } else {
            expect(data.slice(i, i + 3)).toEqual(picture.data.slice(i, i + 3));
          }
        }
      }),
    );
  });

  it('gives the very same picture when there is nothing to fill, or nothing to fill with', () => {
    const opaque = pixelPicture(4, 4, () => [1, 2, 3, 255]);
    const invisible = pixelPicture(4, 4, () => garbage);
    expect(fillTransparentColour(opaque)).toBe(opaque);
    expect(fillTransparentColour(invisible)).toBe(invisible);
  });

  it('leaves the picture that it was given as it was', () => {
    const picture = pixelPicture(3, 3, (x) => (x === 0 ? [5, 5, 5, 255] : garbage));
    const before = new Uint8ClampedArray(picture.data);
    fillTransparentColour(picture);
    expect(picture.data).toEqual(before);
  });
});
