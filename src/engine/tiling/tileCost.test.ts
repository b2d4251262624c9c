import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TileMeasurement, tileCost, valueAt } from './tileCost';

const tile = (pixels: number, milliseconds: number, gpuBytes: number): TileMeasurement => ({
  pixels,
  milliseconds,
  gpuBytes,
});

describe('the cost of a tile', () => {
  it('is the line through a small and a larger one, in whatever order they came', () => {
    const measured = [tile(65_536, 40, 200e6), tile(4096, 10, 20e6)];
    for (const order of [measured, measured.toReversed()]) {
      const { milliseconds, gpuBytes } = tileCost(order);
      for (const { pixels, ...values } of measured) {
        expect(valueAt(milliseconds, pixels)).toBeCloseTo(values.milliseconds, 6);
        expect(valueAt(gpuBytes, pixels)).toBeCloseTo(values.gpuBytes, 0);
      }
      expect(valueAt(milliseconds, 2 * 65_536)).toBeCloseTo(40 + (30 * 65_536) / 61_440, 6);
    }
  });

  it('grows with the pixels where only one was measured', () => {
    const { milliseconds, gpuBytes } = tileCost([tile(100, 3, 2000)]);
    expect(valueAt(milliseconds, 400)).toBe(12);
    expect(valueAt(gpuBytes, 400)).toBe(8000);
  });

  it('is never below what the larger one took, for more pixels, whatever the noise', () => {
    const any = fc.record({
      pixels: fc.integer({ min: 1, max: 1e6 }),
      milliseconds: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      gpuBytes: fc.integer({ min: 1, max: 1e9 }),
    });
    fc.assert(
      fc.property(any, any, fc.integer({ min: 0, max: 1e6 }), (one, other, more) => {
        const large = other.pixels >= one.pixels ? other : one;
        const { milliseconds, gpuBytes } = tileCost([one, other]);
        expect(milliseconds.fixed).toBeGreaterThanOrEqual(-1e-9);
        expect(milliseconds.perPixel).toBeGreaterThanOrEqual(0);
        const pixels = large.pixels + more;
        expect(valueAt(gpuBytes, pixels)).toBeGreaterThanOrEqual(large.gpuBytes * (1 - 1e-9));
      }),
    );
  });

  it('is unknown where nothing was measured', () => {
    expect(() => tileCost([])).toThrow(RangeError);
  });
});
