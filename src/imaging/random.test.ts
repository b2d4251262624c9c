import { describe, expect, it } from 'vitest';
import { seededRandom, xoshiro128StarStar } from './random';

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.uniform());
};

describe('xoshiro128StarStar', () => {
  it('gives the numbers of the reference implementation', () => {
    // As in the tests of Rust's rand_xoshiro, from the authors' C code.
    const next = xoshiro128StarStar([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });
});

describe('seededRandom', () => {
  it('repeats itself for a seed, and differs between neighbouring seeds from the first number', () => {
    expect(draw(7, 20)).toEqual(draw(7, 20));
    expect(new Set([0, 1, 2, 3, 4, -1].map((seed) => draw(seed, 1)[0])).size).toBe(6);
  });

  it('has a uniform distribution over [0, 1)', () => {
    const bins = new Array<number>(10).fill(0);
    for (const value of draw(1, 100_000)) {
      bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] as number) + 1;
    }
    for (const count of bins) {
      expect(Math.abs(count - 10_000)).toBeLessThan(500); // five standard deviations
    }
  });

  it('has normal numbers of mean 0, variance 1, skewness 0 and kurtosis 3', () => {
    const random = seededRandom(2);
    const count = 200_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const value = random.normal();
      moments.forEach((sum, power) => {
        moments[power] = sum + value ** (power + 1) / count;
      });
    }
    const [mean, variance, skewness, kurtosis] = moments as [number, number, number, number];
    expect(mean).toBeCloseTo(0, 1);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(skewness)).toBeLessThan(0.05);
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.1);
  });

  it('draws every whole number below the count, and ranges between their ends', () => {
    const random = seededRandom(3);
    const whole = Array.from({ length: 500 }, () => random.below(4));
    expect([...new Set(whole)].sort()).toEqual([0, 1, 2, 3]);
    const between = Array.from({ length: 500 }, () => random.between(-2, 6));
    expect(Math.min(...between)).toBeGreaterThanOrEqual(-2);
    expect(Math.min(...between)).toBeLessThan(-1.5);
    expect(Math.max(...between)).toBeGreaterThan(5.5);
    expect(Math.max(...between)).toBeLessThan(6);
  });
});
