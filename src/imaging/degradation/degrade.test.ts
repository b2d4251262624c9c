import { describe, expect, it } from 'vitest';
import { downscaleBicubic } from '../cubicResize';
import { pixelPicture } from '../pixelPicture';
import type { RgbaImage } from '../rgbaImage';
import { degrade } from './degrade';
import type { Recipe } from './recipe';

const grey = pixelPicture(200, 150, () => [128, 128, 128, 255]);
const textured = pixelPicture(64, 48, (x, y) => [
  (x * 71 + y * 37) % 256,
  (x * 13 + y * 5) % 256,
  (x * y) % 256,
  (x * 4) % 256,
]);

/** Differences of a channel: 0 red, 1 green, 2 blue. */
function differences(a: RgbaImage, b: RgbaImage, channel: number): number[] {
  return [...a.data]
    .map((value, i) => value - (b.data[i] as number))
    .filter((_, i) => i % 4 === channel);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function alpha({ data }: RgbaImage): number[] {
  return [...data].filter((_, i) => i % 4 === 3);
}

describe('degrade', () => {
  it('adds noise of the σ asked for, mean 0, independent between the channels', async () => {
    const noisy = await degrade(grey, [{ kind: 'gaussian-noise', sigma: 25 }], 1);
    const channels = [0, 1, 2].map((channel) => differences(noisy, grey, channel));
    for (const noise of channels) {
      expect(Math.abs(mean(noise))).toBeLessThan(0.75); // five standard errors
      expect(Math.abs(deviation(noise) - 25)).toBeLessThan(0.6);
    }
    const [red, green] = channels as [number[], number[]];
    const covariance = mean(red.map((value, i) => value * (green[i] as number)));
    expect(Math.abs(covariance / 625)).toBeLessThan(0.03);
    expect(alpha(noisy)).toEqual(alpha(grey));
  });

  it('adds noise without correlation between neighbours', async () => {
    const noisy = await degrade(grey, [{ kind: 'gaussian-noise', sigma: 25 }], 1);
    const noise = differences(noisy, grey, 0);
    const product = mean(noise.slice(1).map((value, i) => value * (noise[i] as number)));
    expect(Math.abs(product / 625)).toBeLessThan(0.03);
  });

  it.each([
    [300, 12],
    [1000, 0],
  ])('adds noise that grows with brightness, as a sensor of %i photons', async (peak, sigma) => {
    for (const level of [60, 128, 180]) {
      const flat = pixelPicture(200, 150, () => [level, level, level, 255]);
      const noisy = await degrade(flat, [{ kind: 'poisson-gaussian', peak, sigma }], 1);
      const noise = differences(noisy, flat, 1);
      const expected = Math.sqrt((255 * level) / peak + sigma ** 2);
      expect(Math.abs(mean(noise)) / expected).toBeLessThan(0.03);
      expect(Math.abs(deviation(noise) / expected - 1)).toBeLessThan(0.03);
    }
  });

  it('lays grey streaks of rain along their fall, as dense and bright as asked for', async () => {
    const rain = { kind: 'rain', length: 15, angle: 90, density: 0.002, brightness: 0.5 } as const;
    const wet = await degrade(grey, [rain], 4);
    const [red, green] = [differences(wet, grey, 0), differences(wet, grey, 1)];
    expect(red).toEqual(green);
    expect(Math.min(...red)).toBe(0);
    // Half of the way from 128 to white.
    expect(Math.max(...red)).toBeGreaterThan(45);
    expect(Math.max(...red)).toBeLessThanOrEqual(64);
    // Each drop is an upright line of 15 pixels.
    const covered = red.filter((value) => value > 20).length / red.length;
    expect(covered).toBeGreaterThan(0.02);
    expect(covered).toBeLessThan(0.04);
    const at = (x: number, y: number) => red[y * grey.width + x] as number;
    const product = (dx: number, dy: number) => {
      let sum = 0;
      for (let y = 0; y < grey.height - dy; y++)
        for (let x = 0; x < grey.width - dx; x++) sum += at(x, y) * at(x + dx, y + dy);
      return sum;
    };
    expect(product(0, 5)).toBeGreaterThan(5 * product(5, 0));
    expect(await degrade(grey, [rain], 4)).toEqual(wet);
    expect(await degrade(grey, [rain], 5)).not.toEqual(wet);
    expect(await degrade(grey, [{ ...rain, density: 0 }], 4)).toEqual(grey);
  });

  it('spreads a point evenly over a disc when out of focus', async () => {
    const point = pixelPicture(15, 15, (x, y) =>
      x === 7 && y === 7 ? [255, 0, 0, 255] : [0, 0, 0, 255],
    );
    const spread = await degrade(point, [{ kind: 'defocus', radius: 3 }], 1);
    const red = (x: number, y: number) => spread.data[(y * 15 + x) * 4] as number;
    const level = Math.round(255 / (Math.PI * 3.02 ** 2));
    expect([red(7, 7), red(9, 7), red(7, 5), red(9, 8)]).toEqual([level, level, level, level]);
    expect(red(9, 9)).toBe(6); // at the rim, two thirds
    expect([red(11, 7), red(10, 10), red(7, 2)]).toEqual([0, 0, 0]);
    expect(await degrade(point, [{ kind: 'defocus', radius: 0 }], 1)).toEqual(point);
  });

  it('darkens by a power and a factor, black staying black', async () => {
    const levels = pixelPicture(3, 1, (x) => [[0, 128, 255][x] ?? 0, 0, 0, 200]);
    const dark = await degrade(levels, [{ kind: 'darken', gamma: 2, gain: 0.5 }], 1);
    expect([0, 4, 8].map((i) => dark.data[i])).toEqual([0, 32, 128]);
    expect(alpha(dark)).toEqual([200, 200, 200]);
  });

  it('repeats itself for a seed, and not for another', async () => {
    const recipe: Recipe = [
      {
        kind: 'one-of',
        options: [
          { kind: 'gaussian-blur', sigma: [0.8, 2.4] },
          { kind: 'motion-blur', length: [4, 14], angle: [0, 180] },
        ],
      },
      { kind: 'gaussian-noise', sigma: 1.5 },
    ];
    const first = await degrade(textured, recipe, 11);
    expect(await degrade(textured, recipe, 11)).toEqual(first);
    expect((await degrade(textured, recipe, 12)).data).not.toEqual(first.data);
  });

  it('draws a range from end to end with the seed', async () => {
    const deviations: number[] = [];
    for (let seed = 0; seed < 40; seed++) {
      const noisy = await degrade(grey, [{ kind: 'gaussian-noise', sigma: [10, 30] }], seed);
      deviations.push(deviation(differences(noisy, grey, 0)));
    }
    expect(Math.min(...deviations)).toBeGreaterThan(9.5);
    expect(Math.min(...deviations)).toBeLessThan(14);
    expect(Math.max(...deviations)).toBeLessThan(30.5);
    expect(Math.max(...deviations)).toBeGreaterThan(26);
  });

  it('takes each option of one-of about as often', async () => {
    const dot = pixelPicture(3, 3, () => [100, 100, 100, 255]);
    const options = [1, 2, 3].map((scale) => ({ kind: 'bicubic-down', scale }) as const);
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 300; seed++) {
      const { width } = await degrade(dot, [{ kind: 'one-of', options }], seed);
      counts.set(width, (counts.get(width) ?? 0) + 1);
    }
    // Widths 3, 1 (cropped to 2, halved) and 1: one third keeps its size.
    expect(Math.abs((counts.get(3) ?? 0) - 100)).toBeLessThan(41);
    expect(counts.get(1)).toBeGreaterThan(150);
  });

  it('reduces as downscaleBicubic does, alpha too, after cropping right and bottom', async () => {
    const odd = pixelPicture(65, 49, (x, y) => {
      const at = (Math.min(y, 47) * 64 + Math.min(x, 63)) * 4;
      const [red, green, blue, alpha] = textured.data.slice(at, at + 4);
      return [red as number, green as number, blue as number, alpha as number];
    });
    const expected = downscaleBicubic(textured, 2);
    expect(await degrade(textured, [{ kind: 'bicubic-down', scale: 2 }], 0)).toEqual(expected);
    expect(await degrade(odd, [{ kind: 'bicubic-down', scale: 2 }], 0)).toEqual(expected);
  });

  it('carries alpha through blur and noise', async () => {
    const recipe: Recipe = [
      { kind: 'motion-blur', length: 9, angle: 20 },
      { kind: 'gaussian-blur', sigma: 1 },
      { kind: 'gaussian-noise', sigma: 10 },
    ];
    expect(alpha(await degrade(textured, recipe, 3))).toEqual(alpha(textured));
  });

  it('takes the steps in order, and rounds only at the end', async () => {
    const noise = { kind: 'gaussian-noise', sigma: 40 } as const;
    const blur = { kind: 'gaussian-blur', sigma: 3 } as const;
    const smoothed = await degrade(grey, [noise, blur], 5);
    expect(deviation(differences(smoothed, grey, 0))).toBeLessThan(6);
    const rough = await degrade(grey, [blur, noise], 5);
    expect(deviation(differences(rough, grey, 0))).toBeGreaterThan(35);
    // Noise clipped at white would pull the mean down before the blur.
    const white = pixelPicture(200, 150, () => [250, 250, 250, 255]);
    const whitened = await degrade(white, [noise, { kind: 'gaussian-blur', sigma: 12 }], 5);
    expect(mean(differences(whitened, white, 0))).toBeGreaterThan(-1.5);
  });

  it('returns the picture itself, in pixels, for the empty recipe', async () => {
    expect(await degrade(textured, [], 9)).toEqual(textured);
  });

  it('refuses what is not known, and jpeg outside a browser, with a sentence', async () => {
    const unknown = [{ kind: 'hail', amount: 3 }] as unknown as Recipe;
    await expect(degrade(grey, unknown, 1)).rejects.toThrow('the step "hail" is not known here');
    await expect(degrade(grey, [{ kind: 'jpeg', quality: 30 }], 1)).rejects.toThrow(
      "JPEG compression needs a browser's OffscreenCanvas.",
    );
  });
});
