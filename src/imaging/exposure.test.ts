import { describe, expect, it } from 'vitest';
import { brightness, exposed, exposureGain, exposureTable } from './exposure';
import { pixelPicture } from './pixelPicture';

const rule = { mean: 0.52, most: 30, strength: 1 };

describe('exposureTable', () => {
  it('agrees with what adapters are trained on', () => {
    const table = exposureTable(4);
    // pretraining/tests/test_exposure.py has the same numbers.
    expect([0, 1, 10, 38, 39, 64, 128, 200, 255].map((value) => table[value])).toEqual([
      0, 4, 40, 152, 156, 220, 254, 255, 255,
    ]);
    expect([...exposureTable(1)]).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  it.each([1.01, 1.5, 8, 30])('rises from black to white with a gain of %d', (gain) => {
    const table = [...exposureTable(gain)];
    expect(table[0]).toBe(0);
    expect(table[255]).toBe(255);
    expect(table).toEqual([...table].sort((a, b) => a - b));
  });
});

describe('an exposure', () => {
  const dark = pixelPicture(40, 30, (x, y) => [(x * y) % 20, 4, (x + y) % 26, x === 0 ? 0 : 90]);

  it('brightens a photo to its mean, and keeps its alpha', () => {
    const bright = exposed(dark, exposureGain(rule, brightness(dark)));
    expect(Math.abs(brightness(bright) - 0.52)).toBeLessThan(0.06);
    const alpha = ({ data }: typeof dark) => [...data].filter((_, i) => i % 4 === 3);
    expect(alpha(bright)).toEqual(alpha(dark));
  });

  it('never darkens, and counts only what can be seen', () => {
    const white = pixelPicture(4, 4, () => [240, 200, 200, 255]);
    expect(exposureGain(rule, brightness(white))).toBe(1);
    expect(exposed(white, 1)).toBe(white);
    const hidden = pixelPicture(4, 4, (x) => (x < 2 ? [255, 255, 255, 0] : [51, 0, 0, 255]));
    expect(brightness(hidden)).toBeCloseTo(0.2);
    expect(exposureGain(rule, brightness(pixelPicture(2, 2, () => [0, 0, 0, 255])))).toBe(30);
    expect(brightness(pixelPicture(2, 2, () => [0, 0, 0, 0]))).toBe(1);
  });

  it('is half as strong, in stops, at half its strength', () => {
    const gain = exposureGain(rule, 0.04);
    expect(exposureGain({ ...rule, strength: 0.5 }, 0.04)).toBeCloseTo(Math.sqrt(gain));
    expect(exposureGain({ ...rule, strength: 0 }, 0.04)).toBe(1);
  });
});
