import { describe, expect, it } from 'vitest';
import { downscaleBicubic } from '../../imaging/cubicResize';
import { degrade } from '../../imaging/degradation/degrade';
import type { Recipe } from '../../imaging/degradation/recipe';
import { pixelPicture } from '../../imaging/pixelPicture';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { PatchSampler } from './patchSampler';
import { turned, turns } from './patchTurns';
import { splitPhoto, type TuningPhoto } from './photoSplit';

/** Red and green say where a pixel is; the photo's number is in blue. */
function photo(number: number, width = 200, height = 120): TuningPhoto {
  const clean = pixelPicture(width, height, (x, y) => [x, y, number, 255]);
  return { name: `photo ${number}`, clean, degraded: null };
}

const blurred: Recipe = [{ kind: 'gaussian-blur', sigma: 1.5 }];
const settings = { patch: 32, scale: 1, recipe: blurred, seed: 5 };

function columns({ data }: RgbaImage): number[] {
  return [...data].filter((_, i) => i % 4 === 0);
}

describe('PatchSampler', () => {
  it('draws the same patches for the same seed and step, others for others', async () => {
    const photos = [photo(1), photo(2), photo(3)];
    const first = await new PatchSampler(photos, settings).batch(7, 3);
    const sampler = new PatchSampler(photos, settings);
    await sampler.batch(3, 2);
    expect(await sampler.batch(7, 3)).toEqual(first);
    expect(await sampler.batch(8, 3)).not.toEqual(first);
    const other = new PatchSampler(photos, { ...settings, seed: 6 });
    expect(await other.batch(7, 3)).not.toEqual(first);
  });

  it('draws the damage apart from the photo: each meets every option', async () => {
    const recipe: Recipe = [
      {
        kind: 'one-of',
        options: [
          { kind: 'darken', gamma: 1, gain: 0.5 },
          { kind: 'gaussian-noise', sigma: 0 },
        ],
      },
    ];
    const sampler = new PatchSampler([photo(100), photo(200)], { ...settings, recipe });
    const met = new Set<string>();
    for (let step = 0; step < 40; step++) {
      for (const { clean, degraded } of await sampler.batch(step, 1)) {
        met.add(
          `photo ${clean.data[2]}, ${degraded.data[2] === clean.data[2] ? 'as it was' : 'dark'}`,
        );
      }
    }
    expect([...met].toSorted()).toEqual([
      'photo 100, as it was',
      'photo 100, dark',
      'photo 200, as it was',
      'photo 200, dark',
    ]);
  });

  it('never trains on what it keeps for validation', async () => {
    const sampler = new PatchSampler([photo(1)], settings);
    const [heldOut] = await sampler.heldOut();
    const keptFrom = Math.min(...columns(heldOut?.clean ?? photo(0).clean));
    expect(keptFrom).toBeGreaterThanOrEqual(160);
    for (let step = 0; step < 40; step++) {
      for (const { clean } of await sampler.batch(step, 2)) {
        expect(Math.max(...columns(clean))).toBeLessThan(160);
      }
    }
  });

  it('degrades a patch as it would the whole picture', async () => {
    const { clean } = photo(1);
    const whole = await degrade(clean, blurred, 0);
    for (const pair of await new PatchSampler([photo(1)], settings).heldOut()) {
      const [x = 0, y = 0] = pair.clean.data;
      const start = (y * clean.width + x) * 4;
      expect([...pair.degraded.data.subarray(0, 4 * 32)]).toEqual([
        ...whole.data.subarray(start, start + 4 * 32),
      ]);
    }
  });

  it('gives patches smaller by the scale, and turns both alike', async () => {
    const recipe: Recipe = [{ kind: 'bicubic-down', scale: 2 }];
    const sampler = new PatchSampler([photo(1)], { ...settings, scale: 2, patch: 24, recipe });
    for (const { clean, degraded } of await sampler.batch(0, 6)) {
      expect([clean.width, clean.height, degraded.width, degraded.height]).toEqual([
        48, 48, 24, 24,
      ]);
      // Away from the patch's border, which the whole picture continues.
      const reduced = downscaleBicubic(clean, 2);
      const middle = ((12 * 24 + 12) * 4) as number;
      expect([...degraded.data.subarray(middle, middle + 3)]).toEqual([
        ...reduced.data.subarray(middle, middle + 3),
      ]);
    }
  });

  it('takes the degraded version of a pair from the same place', async () => {
    const { clean } = photo(1);
    const degraded = pixelPicture(200, 120, (x, y) => [x, y, 99, 255]);
    const sampler = new PatchSampler([{ name: 'pair', clean, degraded }], settings);
    for (const pair of await sampler.batch(0, 4)) {
      expect(columns(pair.degraded)).toEqual(columns(pair.clean));
      expect(pair.degraded.data[2]).toBe(99);
      expect(pair.clean.data[2]).toBe(1);
    }
  });

  it('refuses a photo that has no room for two patches, by name', () => {
    expect(() => new PatchSampler([photo(4, 60, 40)], settings)).toThrow('“photo 4”');
  });
});

describe('turned', () => {
  it('gives eight different pictures, each with every pixel once', () => {
    const picture = pixelPicture(3, 2, (x, y) => [x, y, 0, 255]);
    const results = Array.from({ length: turns }, (_, turn) => turned(picture, turn));
    expect(new Set(results.map((r) => `${r.width}:${r.data.join()}`)).size).toBe(turns);
    for (const { data } of results) {
      const pixels = [...data]
        .filter((_, i) => i % 4 < 2)
        .join()
        .match(/\d,\d/g);
      expect(pixels?.toSorted()).toEqual(['0,0', '0,1', '1,0', '1,1', '2,0', '2,1']);
    }
  });
});

describe('splitPhoto', () => {
  it('cuts across the longer side and leaves room for a patch on both', () => {
    expect(splitPhoto({ width: 100, height: 300 }, 40)).toEqual({
      training: { x: 0, y: 0, width: 100, height: 240 },
      heldOut: { x: 0, y: 240, width: 100, height: 60 },
    });
    expect(splitPhoto({ width: 80, height: 40 }, 40)).toEqual({
      training: { x: 0, y: 0, width: 40, height: 40 },
      heldOut: { x: 40, y: 0, width: 40, height: 40 },
    });
    expect(splitPhoto({ width: 79, height: 40 }, 40)).toBeNull();
    expect(splitPhoto({ width: 200, height: 39 }, 40)).toBeNull();
  });
});
