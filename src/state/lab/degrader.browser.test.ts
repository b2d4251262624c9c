import { afterAll, expect, test } from 'vitest';
import { keepEngineErrors } from '../../engine/rpc';
import { cropToMultiple } from '../../imaging/cubicResize';
import { renderDeadLeaves } from '../../imaging/deadLeavesScene';
import { degrade } from '../../imaging/degradation/degrade';
import type { Recipe } from '../../imaging/degradation/recipe';
import { createDegrader } from './degrader';

// As on a page that has an engine.
keepEngineErrors();
const degrader = createDegrader();
afterAll(() => degrader.forget());

const clean = renderDeadLeaves({ width: 65, height: 48, seed: 5 });
const noise: Recipe = [{ kind: 'gaussian-noise', sigma: 25 }];
const never = () => new AbortController().signal;

test('what it makes is what the recipe makes, with a bitmap of it', async () => {
  const version = await degrader.degrade(clean, noise, 7, never());
  expect(version.pixels).toEqual(await degrade(clean, noise, 7));
  expect(version.clean).toBe(clean);
  expect([version.preview.width, version.preview.height]).toEqual([65, 48]);
});

test('what is reduced is cropped to fit, and what it was is the same picture every time', async () => {
  const half: Recipe = [{ kind: 'bicubic-down', scale: 2 }];
  const version = await degrader.degrade(clean, half, 7, never());
  expect(version.clean).toEqual(cropToMultiple(clean, 2));
  expect(version.pixels).toEqual(await degrade(clean, half, 7));
  const again = await degrader.degrade(clean, [...half, ...noise], 7, never());
  expect(again.clean).toBe(version.clean);
});

test('wide colour stays wide', async () => {
  const wide = { ...clean, colorSpace: 'display-p3' } as const;
  const version = await degrader.degrade(wide, noise, 7, never());
  expect(version.pixels).toEqual({ ...(await degrade(clean, noise, 7)), colorSpace: 'display-p3' });
});

test('aborting ends the work, and the next one is done by another worker', async () => {
  const [width, height] = [1500, 1000];
  const large = { width, height, data: new Uint8ClampedArray(width * height * 4).fill(128) };
  const abort = new AbortController();
  const ended = degrader.degrade(large, [...noise, ...noise, ...noise, ...noise], 7, abort.signal);
  setTimeout(() => abort.abort(), 20);
  await expect(ended).rejects.toThrow(/abort/i);
  const version = await degrader.degrade(clean, noise, 7, never());
  expect(version.pixels).toEqual(await degrade(clean, noise, 7));
});

test('a photo that is too small is refused in a sentence', async () => {
  const tiny = renderDeadLeaves({ width: 3, height: 3, seed: 5 });
  const recipe: Recipe = [{ kind: 'bicubic-down', scale: 4 }];
  await expect(degrader.degrade(tiny, recipe, 7, never())).rejects.toThrow(
    'A picture of 3 × 3 pixels is too small to be reduced by 4.',
  );
});
