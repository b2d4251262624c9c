import { expect, it } from 'vitest';
import { luma } from './luma';

it('is 16 for black, 235 for white, and weighs the primaries as BT.601 does', () => {
  expect(luma(0, 0, 0)).toBe(16);
  expect(luma(255, 255, 255)).toBeCloseTo(235, 9);
  expect(luma(255, 0, 0)).toBeCloseTo(81.481, 9);
  expect(luma(0, 255, 0)).toBeCloseTo(144.553, 9);
  expect(luma(0, 0, 255)).toBeCloseTo(40.966, 9);
});

it('is not rounded', () => {
  expect(luma(1, 0, 0)).toBeCloseTo(16 + 65.481 / 255, 12);
});
