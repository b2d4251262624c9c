import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomRadius, randomShape } from './leafShape';
import { seededRandom } from './random';

describe('randomRadius', () => {
  it('has density r⁻³: of the radii above any r, a quarter are above 2 r', () => {
    const random = seededRandom(6);
    const radii = Array.from({ length: 40_000 }, () => randomRadius(3, 3000, random));
    const above = (radius: number) => radii.filter((value) => value > radius).length;
    expect(above(3)).toBe(40_000);
    expect(above(3000)).toBe(0);
    expect(Math.abs(above(6) / above(3) - 0.25)).toBeLessThan(0.015);
    expect(Math.abs(above(12) / above(6) - 0.25)).toBeLessThan(0.03);
  });
});

describe('randomShape', () => {
  it('lies within its radius, and around its centre', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 2, max: 300, noNaN: true }),
        fc.double({ min: 0, max: 7, noNaN: true }),
        (seed, radius, angle) => {
          const shape = randomShape(radius, seededRandom(seed));
          const outside = radius + 0.6;
          const distance = shape(outside * Math.cos(angle), outside * Math.sin(angle));
          expect(distance).toBeGreaterThan(0);
          expect(shape(0.001, 0)).toBeLessThan(0.01);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('measures distance near the edge: walking outward it grows by about as much as one walks', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 7, noNaN: true }), (seed, angle) => {
        const shape = randomShape(100, seededRandom(seed));
        const at = (distance: number) =>
          shape(distance * Math.cos(angle), distance * Math.sin(angle));
        let edge = 0;
        while (at(edge) < 0) {
          edge += 0.5;
        }
        const slope = at(edge + 0.5) - at(edge - 0.5);
        // An edge that is met at a slant comes nearer more slowly than one walks, never faster.
        expect(slope).toBeGreaterThan(0.1);
        expect(slope).toBeLessThan(1.1);
      }),
      { numRuns: 500 },
    );
  });
});
