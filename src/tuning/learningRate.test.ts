import { describe, expect, it } from 'vitest';
import { rateFactor } from './learningRate';

describe('rateFactor', () => {
  const schedule = { steps: 100, warmUp: 10, finalRate: 0.02 };

  it('rises in a line, and falls as a half cosine to what is left at the end', () => {
    expect(rateFactor(0, schedule)).toBeCloseTo(0.1, 3);
    expect(rateFactor(4, schedule) / rateFactor(4, { ...schedule, warmUp: 0 })).toBeCloseTo(0.5);
    expect(rateFactor(50, schedule)).toBeCloseTo(0.51);
    expect(rateFactor(100, schedule)).toBeCloseTo(0.02);
    const falling = Array.from({ length: 90 }, (_, i) => rateFactor(10 + i, schedule));
    expect(falling).toEqual(falling.toSorted((a, b) => b - a));
  });

  it('starts at the full rate without a warm-up', () => {
    expect(rateFactor(0, { ...schedule, warmUp: 0 })).toBe(1);
  });
});
