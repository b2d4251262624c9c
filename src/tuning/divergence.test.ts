import { describe, expect, it } from 'vitest';
import { DivergenceWatch } from './divergence';

function firstProblem(losses: readonly number[]): { step: number; problem: string } | null {
  const watch = new DivergenceWatch();
  for (const [step, loss] of losses.entries()) {
    const problem = watch.add(loss);
    if (problem !== null) return { step, problem };
  }
  return null;
}

describe('DivergenceWatch', () => {
  it('lets losses fall, and single ones jump', () => {
    const falling = Array.from({ length: 200 }, (_, i) => 0.1 / (1 + i / 20));
    expect(firstProblem(falling.map((loss, i) => (i % 50 === 49 ? 8 * loss : loss)))).toBeNull();
  });

  it('stops at the first loss that is no number', () => {
    const found = firstProblem([0.1, 0.1, Number.NaN]);
    expect(found?.step).toBe(2);
    expect(found?.problem).toContain('no longer a number');
    expect(firstProblem([Number.POSITIVE_INFINITY])?.step).toBe(0);
  });

  it('stops when losses stay far above their best, and says what to change', () => {
    const found = firstProblem([...Array<number>(40).fill(0.02), ...Array<number>(40).fill(0.3)]);
    // Of 20 losses, 6 at 0.3 bring the average above five times 0.02.
    expect(found?.step).toBe(45);
    expect(found?.problem).toMatch(/rose to 5 times its best.*half the learning rate/);
  });
});
