import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAdapter, writeAdapter } from '../files/adapter';
import { brightness, type Exposure, exposed, exposureGain } from '../imaging/exposure';
import type { RgbaImage } from '../imaging/rgbaImage';
import { WeightsError } from './errors';
import {
  adapterFile,
  failure,
  type Loaded,
  largestDifference,
  loadedEngine,
  noisyScene,
  restored,
} from './testRestoration';

const rule: Exposure = { mean: 0.52, most: 30, strength: 1 };

/** The denoiser, as a file that brightens photos first. */
async function brighteningFile(): Promise<Blob> {
  const { metadata, tensors } = readAdapter(
    new Uint8Array(await (await adapterFile('denoise-25')).arrayBuffer()),
  );
  const name = 'brighten';
  return new Blob([writeAdapter({ metadata: { ...metadata, name, exposure: rule }, tensors })]);
}

describe('an adapter that exposes the whole photo first', () => {
  let loaded: Loaded;
  let id: string;
  let dark: RgbaImage;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
    ({ id } = await loaded.engine.loadAdapter(await brighteningFile()));
    // Wider than one tile; the right part is black, so that tiles by themselves would disagree.
    const { noisy } = await noisyScene(416, 96);
    const data = noisy.data.map((value, i) => {
      if (i % 4 === 3) return value;
      return (i / 4) % 416 > 230 ? 0 : value / 8;
    });
    dark = { ...noisy, data };
  });
  afterAll(() => loaded.engine.dispose());

  it('restores what the plain adapter makes of the exposed photo', async () => {
    const { engine, adapters } = loaded;
    const gain = exposureGain(rule, brightness(dark));
    expect(gain).toBeGreaterThan(5);
    const plain = { kind: 'adapter', id: adapters['denoise-25'].id } as const;
    const expected = await restored(engine, { image: exposed(dark, gain), choice: plain });
    expect(expected.report.tiles).toBeGreaterThan(1);
    const choice = { kind: 'adapter', id } as const;
    const found = await restored(engine, { image: dark, choice });
    expect(largestDifference(found.image, expected.image)).toBe(0);
    const unexposed = await restored(engine, { image: dark, choice: plain });
    expect(largestDifference(found.image, unexposed.image)).toBeGreaterThan(50);
  });

  it('exposes as strongly as it is applied, in a mix too', { tags: 'thorough' }, async () => {
    const { engine, adapters } = loaded;
    const at = async (strength: number) =>
      (await restored(engine, { image: dark, choice: { kind: 'adapter', id, strength } })).image;
    const { image: alone } = await restored(engine, {
      image: dark,
      choice: { kind: 'backbone', head: 'x1' },
    });
    expect(largestDifference(await at(0), alone)).toBe(0);
    const half = brightness(await at(0.5));
    expect(half).toBeGreaterThan(brightness(alone) * 1.5);
    expect(half).toBeLessThan(brightness(await at(1)) / 1.2);

    const parts = [
      { id, strength: 0.5 },
      { id: adapters['deblur-gaussian'].id, strength: 0.2 },
    ];
    const { image: mix } = await restored(engine, { image: dark, choice: { kind: 'mix', parts } });
    expect(Math.abs(brightness(mix) - half)).toBeLessThan(0.02);
    const saved = await engine.loadAdapter(await engine.mixedAdapter(parts, 'saved mix'));
    const again = await restored(engine, {
      image: dark,
      choice: { kind: 'adapter', id: saved.id },
    });
    expect(largestDifference(again.image, mix)).toBe(0);
  });

  it('is not mixed with another that does', { tags: 'thorough' }, async () => {
    const { engine } = loaded;
    const other = await engine.loadAdapter(await brighteningFile());
    const parts = [id, other.id].map((part) => ({ id: part, strength: 1 }));
    const error = await failure(restored(engine, { image: dark, choice: { kind: 'mix', parts } }));
    expect(error).toBeInstanceOf(WeightsError);
    expect(String(error)).toContain('both brighten the whole photo first');
  });
});
