import { describe, expect, it } from 'vitest';
import { DivergenceWatch } from './divergence';

function firstTrouble(losses: readonly number[]): { step: number; trouble: string } | null {
  const watch = new DivergenceWatch();
  for (const [step, loss] of losses.entries()) {
    const trouble = watch.add(loss);
    if (trouble !== null) return { step, trouble };
  }
  return null;
}

describe('DivergenceWatch', () => {
  it('lets losses fall, and single ones jump', () => {
    const falling = Array.from({ length: 200 }, (_, i) => 0.1 / (1 + i / 20));
    expect(firstTrouble(falling.map((loss, i) => (i % 50 === 49 ? 8 * loss : loss)))).toBeNull();
  });

  it('stops at the first loss that is no number', () => {
    const found = firstTrouble([0.1, 0.1, Number.NaN]);
    expect(found?.step).toBe(2);
    expect(found?.trouble).toContain('no longer a number');
    expect(firstTrouble([Number.POSITIVE_INFINITY])?.step).toBe(0);
  });

  it('stops when losses stay far above their best, and says what to change', () => {
    const found = firstTrouble([...Array<number>(40).fill(0.02), ...Array<number>(40).fill(0.3)]);
    // Of 20 losses, 6 at 0.3 bring the average above five times 0.02.
    expect(found?.step).toBe(45);
    expect(found?.trouble).toMatch(/rose to 5 times its best.*half the learning rate/);
  });
});
