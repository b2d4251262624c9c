import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomShape } from './leafShape';
import { seededRandom } from './random';

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
