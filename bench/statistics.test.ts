import { describe, expect, it } from 'vitest';
import { spread } from './statistics';

describe('spread', () => {
  it('is median, least and most, in whatever order', () => {
    expect(spread([10, 2, 9])).toEqual({ median: 9, min: 2, max: 10, runs: 3 });
    expect(spread([4, 1, 3, 10])).toEqual({ median: 3.5, min: 1, max: 10, runs: 4 });
    expect(spread([7])).toEqual({ median: 7, min: 7, max: 7, runs: 1 });
  });

  it('of nothing is refused', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});
