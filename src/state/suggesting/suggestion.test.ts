import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type DegradationStep, readAdapter } from '../../files/adapter';
import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import { asTrained } from '../adapters/mixes';
import type { Offer } from '../adapters/offers';
import { suggestionFor } from './suggestion';

const folder = 'public/models/edt-compact-2/adapters/';

/** Named otherwise than they are: the recipe alone is to tell. */
const shipped = readdirSync(folder).map((file, i) => {
  const { metadata } = readAdapter(readFileSync(folder + file));
  return { file: metadata.name, offer: offer(`adapter ${i}`, metadata) };
});
const offers = shipped.map(({ offer }) => offer);

function offer(
  name: string,
  about: { task: string; scale: number; degradation: readonly DegradationStep[] },
): Offer {
  const adapter = {
    id: name,
    name,
    head: 'x1',
    kind: 'adaptir' as const,
    trainedFor: '',
    reached: null,
    licence: '',
    parameters: 0,
    bytes: 0,
    ...about,
  };
  return {
    key: name,
    row: name,
    choice: { kind: 'adapter', id: name },
    scale: about.scale,
    label: name,
    adapter,
    mix: asTrained,
    second: null,
  };
}

const photo = { width: 1200, height: 800 };
const clean: PhotoEstimates = {
  noise: { sigma: 1.5, from: 'colours' },
  blur: 0.5,
  jpeg: null,
  brightest: 0.95,
};

function suggested(changes: Partial<PhotoEstimates>, size = photo) {
  const suggestion = suggestionFor(offers, size, { ...clean, ...changes });
  const name = shipped.find(({ offer }) => offer.key === suggestion?.key)?.file ?? null;
  return suggestion && [name, ...suggestion.reasons];
}

const noise = (sigma: number, from: 'colours' | 'blocks' = 'colours') => ({
  noise: { sigma, from },
  blur: null,
});
const file = (quality: number) => ({ jpeg: { quality, from: 'file' } as const });

it('marks nothing on a clean photo, up to the thresholds', () => {
  expect(suggested({})).toBeNull();
  expect(suggested({ noise: { sigma: 4.5, from: 'colours' } })).toBeNull();
  expect(suggested({ ...file(92), noise: { sigma: 8, from: 'blocks' } })).toBeNull();
  expect(suggested({ ...file(70), blur: 0.95 })).toBeNull();
  expect(suggested({ brightest: 0.45 })).toBeNull();
  expect(suggested({ noise: null, blur: null })).toBeNull();
});

it('marks the denoiser whose level is nearest', () => {
  expect(suggested(noise(13))).toEqual(['denoise-15', 'noise']);
  expect(suggested(noise(24))).toEqual(['denoise-25', 'noise']);
  expect(suggested(noise(45))).toEqual(['denoise-50', 'noise']);
  expect(suggested(noise(6))).toEqual(['denoise-photo', 'noise']);
  expect(suggested(noise(180))).toBeNull();
});

it('marks the denoiser made for photos where the noise went through JPEG', () => {
  expect(suggested({ ...noise(14, 'blocks'), ...file(85) })).toEqual(['denoise-photo', 'noise']);
});

it('marks what was made for blocks, blur and darkness', () => {
  expect(suggested(file(30))).toEqual(['jpeg', 'jpeg']);
  expect(suggested({ ...noise(27, 'blocks'), ...file(60) })).toEqual(['denoise-photo', 'noise']);
  expect(suggested({ ...noise(25), brightest: 0.15 })).toEqual(['low-light', 'dark']);
  expect(suggested({ jpeg: { quality: 55, from: 'pixels' } })).toBeNull();
  expect(suggested({ blur: 1.5 })).toEqual(['deblur-gaussian', 'blur']);
  expect(suggested({ blur: 6 })).toBeNull();
  expect(suggested({ brightest: 0.15 })).toEqual(['low-light', 'dark']);
});

it('marks an enlargement for small pictures, unless there is damage', () => {
  expect(suggested({}, { width: 480, height: 320 })).toEqual(['sr-x2', 'small']);
  expect(suggested({}, { width: 200, height: 256 })).toEqual(['sr-x4', 'small']);
  expect(suggested({}, { width: 481, height: 100 })).toBeNull();
  expect(suggested(noise(30), { width: 96, height: 64 })).toEqual(['denoise-25', 'noise']);
});

it('takes an enlarging adapter where nothing else was made for the damage', () => {
  const enlarging = offers.filter(({ scale }) => scale === 4);
  const suggestion = suggestionFor(enlarging, photo, { ...clean, ...noise(28) });
  expect(shipped.find(({ offer }) => offer.key === suggestion?.key)?.file).toBe('lr4-noise30');
});

it('takes a person’s own adapter by its recipe, whatever it does beside', () => {
  const about = { task: 'restore', scale: 1 };
  const own = (degradation: readonly DegradationStep[]) =>
    suggestionFor([offer('own', { ...about, degradation })], photo, { ...clean, ...noise(20) });
  const choice = (options: readonly DegradationStep[]) => [{ kind: 'one-of', options }];
  const sigma = [10, 30];
  expect(own([{ kind: 'gaussian-noise', sigma }])).toEqual({ key: 'own', reasons: ['noise'] });
  expect(own(choice([{ kind: 'rain' }, { kind: 'gaussian-noise', sigma }]))?.key).toBe('own');
  // Rain, or what a newer version knows, is not estimated.
  expect(own([{ kind: 'gaussian-noise', sigma }, { kind: 'rain' }])).toBeNull();
  expect(own([{ kind: 'moiré', sigma }])).toBeNull();
  expect(own([{ kind: 'gaussian-noise', sigma: 'much' }])).toBeNull();
  expect(own([{ kind: 'pairs', set: 'mine' }])).toBeNull();
  // There is no blur to be seen.
  expect(
    own([
      { kind: 'gaussian-blur', sigma: 2 },
      { kind: 'gaussian-noise', sigma },
    ]),
  ).toBeNull();
});

it('prefers the adapter that mends more of what is strong', () => {
  const both = offer('both', {
    task: 'restore',
    scale: 1,
    degradation: [
      { kind: 'darken', gamma: [1, 3], gain: [0.2, 0.6] },
      { kind: 'gaussian-noise', sigma: [10, 40] },
    ],
  });
  const dark = { ...clean, ...noise(20), brightest: 0.2 };
  expect(suggestionFor([...offers, both], photo, dark)).toEqual({
    key: 'both',
    reasons: ['dark', 'noise'],
  });
});
