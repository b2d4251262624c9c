import { describe, expect, test } from 'vitest';
import { type AdapterMetadata, readAdapter, writeAdapter } from './adapter';
import { AdapterMismatchError } from './adapterFit';
import { madeFor } from './degradationText';
import { mixedDescription } from './mixedDescription';

const denoise: AdapterMetadata = {
  name: 'denoise-25',
  kind: 'adaptir',
  task: 'denoise',
  scale: 1,
  head: 'x1',
  backbone: 'edt',
  backboneSha256: '0'.repeat(64),
  degradation: [{ kind: 'gaussian-noise', sigma: 25 }],
  training: { steps: 300 },
  metrics: { set: 'ten photos', psnrRgb: null },
  licence: 'Apache-2.0',
  modulesToSave: ['tail_dn.1', 'tail_dn.2'],
};
const deblur: AdapterMetadata = {
  ...denoise,
  name: 'deblur',
  task: 'deblur',
  degradation: [{ kind: 'gaussian-blur', sigma: 1.6 }],
  modulesToSave: ['tail_dn.2', 'body.0'],
};
const mixOf = (a: AdapterMetadata, b: AdapterMetadata) =>
  mixedDescription(
    [
      { metadata: a, strength: 0.6 },
      { metadata: b, strength: 1 },
    ],
    'mix',
  );

describe('the description of a mix', () => {
  test('says what it was mixed from, and nothing that was measured or trained', () => {
    const mix = mixOf(denoise, deblur);
    expect(mix).toMatchObject({ name: 'mix', task: 'restore', head: 'x1', scale: 1 });
    expect(mix.degradation).toEqual([]);
    expect([mix.training, mix.metrics]).toEqual([null, null]);
    expect(mix.modulesToSave).toEqual(['tail_dn.1', 'tail_dn.2', 'body.0']);
    expect(madeFor(mix)).toBe('Mixed from denoise-25 60 % + deblur');
  });

  test('survives its file', () => {
    const mix = mixOf(denoise, deblur);
    const { metadata } = readAdapter(writeAdapter({ metadata: mix, tensors: new Map() }));
    expect(metadata).toEqual({ ...mix, kind: metadata.kind });
    expect(
      madeFor(readAdapter(writeAdapter({ metadata: denoise, tensors: new Map() })).metadata),
    ).toBe('Gaussian noise σ 25');
  });

  test('keeps task and recipe that the parts share', () => {
    const mix = mixOf(denoise, { ...denoise, name: 'again' });
    expect([mix.task, mix.degradation]).toEqual(['denoise', denoise.degradation]);
  });

  test('names every licence, and none where one is not stated', () => {
    expect(mixOf(denoise, deblur).licence).toBe('Apache-2.0');
    const licensed = (licence: string) => mixOf(denoise, { ...deblur, licence }).licence;
    expect(licensed('CC-BY-4.0')).toBe('Apache-2.0 AND CC-BY-4.0');
    expect(licensed('MIT OR BSD-3-Clause')).toBe('Apache-2.0 AND (MIT OR BSD-3-Clause)');
    expect(licensed('not stated')).toBe('not stated');
  });

  test('lets what “full” carries go along with any kind, but no other two kinds', () => {
    expect(mixOf({ ...denoise, kind: 'full' }, { ...deblur, kind: 'lora' }).kind).toBe('lora');
    expect(mixOf(denoise, { ...deblur, kind: 'full' }).kind).toBe('adaptir');
    expect(() => mixOf(denoise, { ...deblur, kind: 'lora' })).toThrow('different kinds');
    expect(() => mixOf({ ...denoise, kind: 'bottleneck' }, { ...deblur, kind: 'lora' })).toThrow(
      AdapterMismatchError,
    );
  });

  test.each([
    ['heads', { head: 'x2' }],
    ['backbones', { backboneSha256: '1'.repeat(64) }],
  ])('refuses different %s', (what, change) => {
    expect(() => mixOf(denoise, { ...deblur, ...change })).toThrow(what);
  });
});
