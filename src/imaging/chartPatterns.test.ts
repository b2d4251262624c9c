import { describe, expect, it } from 'vitest';
import {
  checkerboard,
  lyingLines,
  siemensStar,
  slantedSquare,
  uprightLines,
  zonePlate,
} from './chartPatterns';

/** Values at pixel centres of a row. */
const row = (pattern: (x: number, y: number) => number, y: number, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => pattern(from + i + 0.5, y + 0.5));

describe('line patterns', () => {
  it('change every line width, along the right direction', () => {
    expect(row(uprightLines(2), 5, 0, 8)).toEqual([20, 20, 235, 235, 20, 20, 235, 235]);
    expect(row(lyingLines(2), 1, 0, 4)).toEqual([20, 20, 20, 20]);
    expect(row(lyingLines(2), 2, 0, 4)).toEqual([235, 235, 235, 235]);
    expect(row(checkerboard(3), 0, 0, 6)).toEqual([20, 20, 20, 235, 235, 235]);
    expect(row(checkerboard(3), 3, 0, 6)).toEqual([235, 235, 235, 20, 20, 20]);
  });
});

describe('siemensStar', () => {
  const star = siemensStar(200, 36);

  it('has as many light sectors round as asked for', () => {
    let rises = 0;
    for (let degree = 0; degree < 360; degree += 0.25) {
      const at = (angle: number) => {
        const radians = (angle * Math.PI) / 180;
        return star(100 + 80 * Math.cos(radians), 100 + 80 * Math.sin(radians));
      };
      rises += at(degree - 0.125) < 128 && at(degree + 0.125) >= 128 ? 1 : 0;
    }
    expect(rises).toBe(36);
  });

  it('is grey outside, and inside where a period would be shorter than two pixels', () => {
    expect(star(3, 3)).toBe(128);
    expect(star(100 + 36 / Math.PI - 1, 101)).toBe(128);
  });
});

describe('zonePlate', () => {
  it('comes to half a period per pixel at the rim, not further', () => {
    const plate = zonePlate(400);
    const rim = row(plate, 200, 380, 398);
    rim.slice(1).forEach((value, i) => {
      expect((value - 128) * ((rim[i] as number) - 128)).toBeLessThan(0);
    });
    const middle = row(plate, 200, 190, 210);
    expect(Math.min(...middle)).toBeGreaterThan(180);
    expect(plate(2, 2)).toBe(128);
  });
});

describe('slantedSquare', () => {
  it('has edges 5° off the vertical', () => {
    const square = slantedSquare(200);
    const edge = (y: number) => {
      let x = 0;
      while (square(x, y) > 130) {
        x += 0.01;
      }
      return x;
    };
    expect((Math.atan2(edge(80) - edge(120), 40) * 180) / Math.PI).toBeCloseTo(5, 1);
  });
});
