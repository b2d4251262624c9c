import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAdapter } from '../files/adapter';
import type { RgbaImage } from '../imaging/rgbaImage';
import { WeightsError } from './errors';
import type { MixPart } from './protocol';
import {
  type Loaded,
  largestDifference,
  loadedEngine,
  noisyScene,
  restored,
} from './testRestoration';

describe('a mix of two adapters', () => {
  let loaded: Loaded;
  let noisy: RgbaImage;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
    ({ noisy } = await noisyScene(96, 64));
  });
  afterAll(() => loaded.engine.dispose());

  const parts = (denoise: number, deblur: number): readonly MixPart[] => [
    { id: loaded.adapters['denoise-25'].id, strength: denoise },
    { id: loaded.adapters['deblur-gaussian'].id, strength: deblur },
  ];

  async function mixOf(denoise: number, deblur: number): Promise<RgbaImage> {
    const { engine } = loaded;
    await engine.select({ kind: 'mix', parts: parts(denoise, deblur) });
    return (await restored(engine, { image: noisy })).image;
  }

  it('lies between its parts, and is each of them where the other counts nothing', async () => {
    const { engine, adapters } = loaded;
    const alone = async (name: 'denoise-25' | 'deblur-gaussian', strength: number) => {
      const choice = { kind: 'adapter', id: adapters[name].id, strength } as const;
      return (await restored(engine, { image: noisy, choice })).image;
    };
    expect(largestDifference(await mixOf(1, 0), await alone('denoise-25', 1))).toBeLessThan(2);
    expect(
      largestDifference(await mixOf(0, 0.5), await alone('deblur-gaussian', 0.5)),
    ).toBeLessThan(2);
    const mix = await mixOf(1, 0.5);
    for (const name of ['denoise-25', 'deblur-gaussian'] as const) {
      expect(largestDifference(mix, await alone(name, 1))).toBeGreaterThan(5);
    }
  });

  it('is saved as an adapter that restores the same pixels', async () => {
    const { engine } = loaded;
    const mix = await mixOf(0.7, 0.6);
    const file = await engine.mixedAdapter(parts(0.7, 0.6), 'both');
    const { metadata } = readAdapter(new Uint8Array(await file.arrayBuffer()));
    expect(metadata).toMatchObject({
      name: 'both',
      licence: 'Apache-2.0',
      mixedFrom: [
        { name: 'denoise-25', strength: 0.7 },
        { name: 'deblur-gaussian', strength: 0.6 },
      ],
    });
    const saved = await engine.loadAdapter(file);
    expect(saved.trainedFor).toBe('Mixed from denoise-25 70 % + deblur-gaussian 60 %');
    await engine.select({ kind: 'adapter', id: saved.id });
    expect(largestDifference((await restored(engine, { image: noisy })).image, mix)).toBe(0);
    // It is an adapter like any other: weaker, or mixed once more.
    const again: readonly MixPart[] = [
      { id: saved.id, strength: 0.5 },
      ...parts(0.5, 0).slice(0, 1),
    ];
    await engine.select({ kind: 'mix', parts: again });
    const { image } = await restored(engine, { image: noisy });
    expect(largestDifference(image, mix)).toBeGreaterThan(0);
    await engine.unloadAdapter(saved.id);
  });

  it('leaves nothing behind, and goes with any of its adapters', { tags: 'thorough' }, async () => {
    const { engine } = loaded;
    // The first restoration leaves what belongs to its tile's size.
    await mixOf(1, 1);
    await engine.select({ kind: 'backbone', head: 'x1' });
    const before = await engine.memory();
    await mixOf(0.4, 0.4);
    await mixOf(0.8, 0.4);
    const { bytesUploaded } = await engine.select({ kind: 'mix', parts: parts(0.8, 0.4) });
    expect(bytesUploaded).toBe(0);
    const again = await engine.loadAdapter(
      await engine.mixedAdapter(parts(1, 0).slice(0, 1), 'own'),
    );
    const both = [...parts(1, 1).slice(0, 1), { id: again.id, strength: 1 }];
    await engine.select({ kind: 'mix', parts: both });
    await engine.unloadAdapter(again.id);
    expect(await engine.memory()).toEqual(before);
    await expect(restored(engine, { image: noisy })).rejects.toThrow('Nothing is chosen');
  });

  it('is refused across heads, and what was selected stays', { tags: 'thorough' }, async () => {
    const { engine, adapters } = loaded;
    const before = await mixOf(0.7, 0.6);
    const across = [...parts(1, 1).slice(0, 1), { id: adapters['sr-x2'].id, strength: 1 }];
    await expect(engine.select({ kind: 'mix', parts: across })).rejects.toThrow(WeightsError);
    expect(largestDifference((await restored(engine, { image: noisy })).image, before)).toBe(0);
  });
});
