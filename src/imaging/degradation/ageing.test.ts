import { describe, expect, it } from 'vitest';
import { pixelPicture } from '../pixelPicture';
import { seededRandom } from '../random';
import { addDust, addGrain, addScratches, fade } from './ageing';
import { shakeKernel } from './blur';
import { degrade } from './degrade';
import { toFloat } from './floatPicture';
import type { Recipe } from './recipe';

const grey = pixelPicture(240, 200, () => [128, 128, 128, 255]);

function red(rgb: Float32Array): number[] {
  return [...rgb].filter((_, i) => i % 3 === 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

describe('fade', () => {
  it('agrees with what adapters are trained on', () => {
    const picture = toFloat(pixelPicture(1, 1, () => [200, 100, 50, 9]));
    const { rgb, alpha } = fade(picture, { contrast: 0.3, saturation: 0.4, cast: 0.6 });
    // pretraining/tests/test_degradations.py has the same numbers.
    const expected = [169.67194, 120.31469, 82.63632];
    expected.forEach((value, i) => {
      expect(rgb[i]).toBeCloseTo(value, 3);
    });
    expect([...alpha]).toEqual([9]);
    expect(fade(picture, { contrast: 0, saturation: 0, cast: 0 }).rgb).toEqual(picture.rgb);
  });
});

describe('addGrain', () => {
  it.each([
    [0, 0],
    [0.5, 0.26],
    [1.5, 0.895],
  ])('has its σ in mid-tones whatever its size, %d', (size, correlation) => {
    const { rgb } = addGrain(toFloat(grey), 20, size, seededRandom(4));
    const noise = red(rgb).map((value) => value - 128);
    expect(Math.abs(deviation(noise) - 20)).toBeLessThan(size > 1 ? 1.5 : 0.6);
    const product = mean(noise.slice(1).map((value, i) => value * (noise[i] as number)));
    // Of neighbours, as the Gaussian's own autocorrelation has it.
    expect(Math.abs(product / deviation(noise) ** 2 - correlation)).toBeLessThan(0.03);
    expect(rgb[0]).toBe(rgb[1]);
    expect(rgb[0]).toBe(rgb[2]);
  });

  it('has two fifths of it in black', () => {
    const black = toFloat(pixelPicture(240, 200, () => [0, 0, 0, 255]));
    const { rgb } = addGrain(black, 20, 0.5, seededRandom(4));
    expect(Math.abs(deviation(red(rgb)) - 8)).toBeLessThan(0.4);
  });
});

describe('marks', () => {
  it('cover what their number and sizes say, white and black', () => {
    const picture = toFloat(pixelPicture(1000, 1000, () => [128, 128, 128, 255]));
    const dusty = addDust(picture, { density: 300, radius: 4, opacity: 1 }, seededRandom(1)).rgb;
    const changed = red(dusty).filter((value) => value !== 128);
    // Radii 1 … 4, axes 0.4 … 1: 15 pixels within the rim, on average.
    expect(changed.length / 300).toBeGreaterThan(15);
    expect(changed.length / 300).toBeLessThan(35);
    const white = changed.filter((value) => value > 128).length / changed.length;
    expect(white).toBeGreaterThan(0.5);
    expect(white).toBeLessThan(0.7);

    const lines = { density: 40, length: 200, width: 2, opacity: 1 };
    const scratched = red(addScratches(picture, lines, seededRandom(2)).rgb);
    const touched = scratched.filter((value) => value !== 128).length / 40;
    // 125 pixels long and two to four wide, on average; some reach over the border.
    expect(touched).toBeGreaterThan(200);
    expect(touched).toBeLessThan(520);
  });

  it('have no gaps', () => {
    const picture = toFloat(grey);
    const line = { density: 1e6 / (240 * 200), length: 80, width: 1, opacity: 1 };
    for (let seed = 0; seed < 12; seed++) {
      const cover = red(addScratches(picture, line, seededRandom(seed)).rgb);
      const touched = new Set(cover.flatMap((value, i) => (value === 128 ? [] : [i])));
      const [first] = touched;
      if (first === undefined) continue;
      const reached = new Set([first]);
      const waiting = [first];
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        for (const step of [-241, -240, -239, -1, 1, 239, 240, 241]) {
          if (touched.has(at + step) && !reached.has(at + step)) {
            reached.add(at + step);
            waiting.push(at + step);
          }
        }
      }
      // Poisson: none, one or several; each is one piece of at least a few pixels.
      expect(reached.size).toBeGreaterThan(3);
    }
  });

  it('leave the picture as it is where there are none', () => {
    const none = { density: 0, radius: 4, opacity: 1 };
    expect(addDust(toFloat(grey), none, seededRandom(1)).rgb).toEqual(toFloat(grey).rgb);
  });
});

describe('shakeKernel', () => {
  it('is a centred path of its length', () => {
    for (let seed = 0; seed < 20; seed++) {
      const kernel = shakeKernel(15, 0.7, seededRandom(seed));
      const sum = (value: (part: (typeof kernel)[number]) => number) =>
        kernel.reduce((total, part) => total + value(part), 0);
      expect(sum(({ weight }) => weight)).toBeCloseTo(1, 6);
      expect(sum(({ dx, weight }) => dx * weight)).toBeCloseTo(0, 6);
      expect(sum(({ dy, weight }) => dy * weight)).toBeCloseTo(0, 6);
      const across = Math.max(
        ...kernel.flatMap((a) => kernel.map((b) => Math.hypot(a.dx - b.dx, a.dy - b.dy))),
      );
      expect(across).toBeGreaterThan(13);
      expect(across).toBeLessThan(18);
    }
    expect(Math.max(...shakeKernel(1, 0.5, seededRandom(1)).map((p) => p.weight))).toBeCloseTo(1);
  });
});

describe('groups', () => {
  it('damage a rectangle alone', async () => {
    const noise = { kind: 'gaussian-noise', sigma: 40 } as const;
    const damaged = await degrade(grey, [{ kind: 'in-rectangle', steps: [noise] }], 3);
    const places = [...damaged.data.keys()]
      .filter((i) => i % 4 === 0 && damaged.data[i] !== 128)
      .map((i) => [(i / 4) % 240, Math.floor(i / 4 / 240)] as const);
    const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
    const wide = Math.max(...xs) - Math.min(...xs) + 1;
    const tall = Math.max(...ys) - Math.min(...ys) + 1;
    expect(wide).toBeGreaterThanOrEqual(60);
    expect(wide).toBeLessThanOrEqual(180);
    expect(tall).toBeGreaterThanOrEqual(50);
    expect(tall).toBeLessThanOrEqual(150);
    expect(places.length / (wide * tall)).toBeGreaterThan(0.95);
  });

  it('take their steps in any order', async () => {
    const blur = { kind: 'gaussian-blur', sigma: 3 } as const;
    const noise = { kind: 'gaussian-noise', sigma: 40 } as const;
    const recipe: Recipe = [{ kind: 'shuffled', steps: [blur, noise] }];
    const levels = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map(async (seed) => {
        const { data } = await degrade(grey, recipe, seed);
        return deviation([...data].filter((_, i) => i % 4 === 0));
      }),
    );
    expect(levels.some((level) => level < 6)).toBe(true);
    expect(levels.some((level) => level > 35)).toBe(true);
  });

  it('damage at another size and come back to the first', async () => {
    const pattern = pixelPicture(61, 40, (x) => [x % 2 === 0 ? 0 : 255, 100, 100, 77]);
    const halved = await degrade(pattern, [{ kind: 'at-scale', factor: 0.5, steps: [] }], 1);
    expect([halved.width, halved.height]).toEqual([61, 40]);
    const stripes = [...halved.data].filter((_, i) => i % 4 === 0);
    expect(deviation(stripes)).toBeLessThan(40);
    expect([...halved.data].filter((_, i) => i % 4 === 3).every((alpha) => alpha === 77)).toBe(
      true,
    );
    expect(await degrade(pattern, [{ kind: 'at-scale', factor: 1, steps: [] }], 1)).toEqual(
      pattern,
    );
  });
});
