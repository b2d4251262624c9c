import { expect, test } from 'vitest';
import { smoothed } from './smoothed';

test('a level stays, and what jumps is followed slowly', () => {
  expect(smoothed([2, 2, 2])).toEqual([2, 2, 2].map((value) => expect.closeTo(value, 9)));
  const rising = smoothed([...Array<number>(50).fill(0), 1]).at(-1) ?? 0;
  expect(rising).toBeGreaterThan(0.09);
  expect(rising).toBeLessThan(0.12);
  expect(smoothed([])).toEqual([]);
});
