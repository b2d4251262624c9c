import { expect, test } from 'vitest';
import { symptomsOf } from '../../state/suggesting/symptoms';
import { estimatesText, reasonsText } from './suggest';

const clean = { noise: { sigma: 6, from: 'blocks' }, blur: 0.4, brightest: 0.9 } as const;

test('numbers are named where they stand out, and what cannot be told is left out', () => {
  const text = (estimates: Parameters<typeof symptomsOf>[0], isSmall = false) =>
    estimatesText(estimates, symptomsOf(estimates), isSmall);
  expect(text({ ...clean, noise: { sigma: 4, from: 'blocks' }, jpeg: null })).toBe(
    'Little noise, sharp',
  );
  expect(text({ ...clean, blur: null, noise: null, jpeg: null }, true)).toBe('Small');
  expect(text({ ...clean, jpeg: { quality: 92, from: 'file' } })).toBe(
    'Noise about σ 6, sharp, JPEG quality 92',
  );
  expect(
    text({ noise: null, blur: 1.52, jpeg: { quality: 30, from: 'pixels' }, brightest: 0.2 }),
  ).toBe('Blur about σ 1.5 px, JPEG blocks, about quality 30, dark');
  expect(text({ noise: null, blur: null, jpeg: null, brightest: 1 })).toBe('');
});

test('reasons are named by what was estimated', () => {
  const estimates = { ...clean, noise: { sigma: 24.4, from: 'colours' }, jpeg: null } as const;
  expect(reasonsText(['dark', 'noise'], estimates)).toBe('dark, noise about σ 24');
  expect(reasonsText(['small'], estimates)).toBe('small');
});
