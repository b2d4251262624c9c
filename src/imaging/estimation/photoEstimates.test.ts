import { beforeAll, describe, expect, it } from 'vitest';
import { renderDeadLeaves } from '../deadLeavesScene';
import { degrade } from '../degradation/degrade';
import type { Recipe } from '../degradation/recipe';
import { pixelPicture } from '../pixelPicture';
import type { RgbaImage } from '../rgbaImage';
import { estimatePhoto } from './photoEstimates';
import { middleSample } from './sample';

let scenes: readonly RgbaImage[] = [];

beforeAll(() => {
  scenes = [1, 2, 3].map((seed) => renderDeadLeaves({ width: 320, height: 256, seed }));
});

async function estimatesOf(recipe: Recipe) {
  const damaged = await Promise.all(scenes.map((scene) => degrade(scene, recipe, 5)));
  return damaged.map((scene) => estimatePhoto(scene, null));
}

describe('noise', () => {
  it.each([5, 10, 25, 50])(
    'of σ %d is told within 2.5 or 15 percent',
    { tags: 'thorough' },
    async (sigma) => {
      for (const { noise } of await estimatesOf([{ kind: 'gaussian-noise', sigma }])) {
        expect(noise?.from).toBe('colours');
        expect(Math.abs((noise?.sigma ?? 0) - sigma)).toBeLessThan(Math.max(2.5, 0.15 * sigma));
      }
    },
  );

  it('of a scene without any is below 2.5, for all its texture', async () => {
    for (const { noise } of await estimatesOf([])) expect(noise?.sigma).toBeLessThan(2.5);
  });

  it('of a grey picture is told by its flat blocks, within 3', async () => {
    const grey = (image: RgbaImage) =>
      pixelPicture(image.width, image.height, (x, y) => {
        const value = image.data[(y * image.width + x) * 4 + 1] ?? 0;
        return [value, value, value, 255];
      });
    const recipe: Recipe = [{ kind: 'gaussian-noise', sigma: 15 }];
    for (const scene of scenes) {
      const { noise } = estimatePhoto(grey(await degrade(scene, recipe, 5)), null);
      expect(noise?.from).toBe('blocks');
      expect(Math.abs((noise?.sigma ?? 0) - 15)).toBeLessThan(3);
    }
  });
});

describe('blur', () => {
  it('grows with the blur, and is told within a fifth from σ 1 to 2.4', {
    tags: 'thorough',
  }, async () => {
    const levels = [0, 1, 1.6, 2.4, 4];
    const told = await Promise.all(
      levels.map((sigma) =>
        estimatesOf([
          { kind: 'gaussian-blur', sigma },
          { kind: 'gaussian-noise', sigma: 2 },
        ]),
      ),
    );
    for (const scene of scenes.keys()) {
      const blurs = told.map((estimates) => estimates[scene]?.blur ?? Number.NaN);
      expect(blurs).toEqual([...blurs].sort((a, b) => a - b));
      expect(blurs[0]).toBeLessThan(0.85);
      for (const i of [1, 2, 3]) {
        expect(Math.abs((blurs[i] ?? 0) / (levels[i] ?? 1) - 1)).toBeLessThan(0.2);
      }
    }
  });

  it('is not told where noise hides it', async () => {
    const estimates = await estimatesOf([
      { kind: 'gaussian-blur', sigma: 2 },
      { kind: 'gaussian-noise', sigma: 15 },
    ]);
    for (const { blur } of estimates) expect(blur).toBeNull();
  });
});

describe('brightness', () => {
  it('tells darkened scenes from others', async () => {
    for (const { brightest } of await estimatesOf([])) expect(brightest).toBeGreaterThan(0.6);
    const dark = await estimatesOf([{ kind: 'darken', gamma: 2, gain: 0.3 }]);
    for (const { brightest } of dark) expect(brightest).toBeLessThan(0.35);
  });
});

it('says nothing of a picture that is one colour', () => {
  const flat = pixelPicture(300, 300, () => [90, 120, 40, 255]);
  const { noise, blur, jpeg } = estimatePhoto(flat, null);
  expect(noise?.sigma ?? 0).toBeLessThan(0.01);
  expect(blur).toBeNull();
  expect(jpeg).toBeNull();
});

it('says nothing of a picture too small to tell', () => {
  const [scene] = scenes;
  if (scene === undefined) throw new Error('There is no scene.');
  const tiny = middleSample({ ...scene, width: 4, height: 4, data: scene.data.slice(0, 64) });
  expect(estimatePhoto(tiny, null)).toMatchObject({ noise: null, blur: null, jpeg: null });
});

it('looks at one megapixel from the middle at most, in place with the blocks of JPEG', () => {
  const wide = pixelPicture(1300, 40, (x, y) => [x % 256, Math.floor(x / 256), y, 255]);
  const sample = middleSample(wide);
  expect([sample.width, sample.height]).toEqual([1024, 40]);
  expect([...sample.data.subarray(0, 4)]).toEqual([136, 0, 0, 255]);
});
