import { expect, test } from 'vitest';
import { tuningSettingsSchema } from '../../tuning/tuningSettings';
import { hiddenOf, initialRunSettings, patchIn, presetOf, tuningSettings } from './runSettings';

const sizes = {
  patch: 128,
  batch: 4,
  patchMultiple: 64,
  kinds: { lora: { hidden: 9, parameters: 100, fits: true } },
};

test.each([1, 4, 30, 300, 4000])('%d steps make settings that the engine takes', (steps) => {
  const settings = tuningSettings({ ...initialRunSettings, steps }, 'x1', sizes);
  expect(tuningSettingsSchema.parse(settings)).toEqual(settings);
  expect(settings).toMatchObject({ head: 'x1', steps, batch: 4, patch: 128 });
  expect(settings.warmUp).toBeLessThanOrEqual(steps);
  expect(settings.validateEvery).toBeLessThanOrEqual(steps);
});

test('a patch is one that the network takes', () => {
  expect(patchIn(sizes, null)).toBe(128);
  expect(patchIn(sizes, 200)).toBe(192);
  expect(patchIn(sizes, 10)).toBe(64);
});

test('other kinds than AdaptIR take the width at equal parameters', () => {
  expect(hiddenOf(initialRunSettings, sizes)).toBe(24);
  expect(hiddenOf({ ...initialRunSettings, kind: 'lora' }, sizes)).toBe(9);
});

test('a number of steps of one’s own is no preset', () => {
  expect(presetOf(1200)).toBe('standard');
  expect(presetOf(77)).toBeNull();
});
