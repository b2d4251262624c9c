import { expect, it } from 'vitest';
import { renderResolutionChart } from './resolutionChart';
import type { RgbaImage } from './rgbaImage';

const chart = renderResolutionChart({ width: 1200, height: 800 });

function pixel({ width, data }: RgbaImage, x: number, y: number): number[] {
  return [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

const greys = (xs: readonly number[], y: number) => xs.map((x) => pixel(chart, x, y)[0]);

it('is opaque and of the size asked for', () => {
  expect([chart.width, chart.height]).toEqual([1200, 800]);
  expect(chart.data.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
});

it('has lines of one, two and three pixels', () => {
  expect(greys([40, 41, 42, 43], 470)).toEqual([20, 235, 20, 235]);
  expect(greys([103, 104, 105, 106, 107], 470)).toEqual([20, 20, 235, 235, 20]);
  expect(greys([170, 171, 172, 173], 470)).toEqual([20, 20, 20, 235]);
});

it('runs its ramps from black to white, and shows its colours exactly', () => {
  const ramp = greys([37, 300, 600, 900, 1163], 705) as number[];
  expect(ramp).toEqual([...ramp].sort((a, b) => a - b));
  expect(ramp[0]).toBeLessThan(3);
  expect(ramp[4]).toBeGreaterThan(252);
  expect(pixel(chart, 740, 600)).toEqual([0x33, 0x40, 0x8f, 255]);
});

it('writes text of every size inside the frame', () => {
  const inkIn = (top: number, bottom: number, from: number, to: number): number => {
    let dark = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = from; x < to; x++) {
        dark += (pixel(chart, x, y)[0] as number) < 180 ? 1 : 0;
      }
    }
    return dark;
  };
  expect(inkIn(80, 115, 746, 1164)).toBeGreaterThan(500);
  expect(inkIn(245, 256, 746, 1164)).toBeGreaterThan(100);
  expect(inkIn(270, 380, 746, 1164)).toBeGreaterThan(500);
  expect(inkIn(76, 390, 1166, 1186)).toBe(0); // between the text's column and the frame
});

it.each([
  [300, 200],
  [900, 900],
  [40, 30],
])('is drawn at %i × %i too', (width, height) => {
  const small = renderResolutionChart({ width, height });
  expect(small.data.length).toBe(width * height * 4);
  expect(new Set(small.data).size).toBeGreaterThan(20);
});
