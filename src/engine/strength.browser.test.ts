import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RgbaImage } from '../imaging/rgbaImage';
import {
  type Loaded,
  largestDifference,
  loadedEngine,
  noisyScene,
  restored,
} from './testRestoration';

/** Mean distance of two pictures, in grey levels. */
function distance(a: RgbaImage, b: RgbaImage): number {
  const sum = a.data.reduce((all, value, i) => all + Math.abs(value - (b.data[i] ?? 0)), 0);
  return sum / a.data.length;
}

describe('the strength of an adapter', () => {
  let loaded: Loaded;
  let noisy: RgbaImage;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
    ({ noisy } = await noisyScene(96, 64));
  });
  afterAll(() => loaded.engine.dispose());

  async function at(strength?: number): Promise<RgbaImage> {
    const { engine, adapters } = loaded;
    const { id } = adapters['deblur-gaussian'];
    await engine.select({ kind: 'adapter', id, ...(strength !== undefined && { strength }) });
    return (await restored(engine, { image: noisy })).image;
  }

  it('leads from the backbone alone through the adapter as it is and beyond', async () => {
    const { engine } = loaded;
    await engine.select({ kind: 'backbone', head: 'x1' });
    const { image: alone } = await restored(engine, { image: noisy });
    const whole = await at();
    expect(largestDifference(await at(0), alone)).toBe(0);
    expect(largestDifference(await at(1), whole)).toBe(0);
    const [half, beyond] = [await at(0.5), await at(1.5)];
    const distances = [half, whole, beyond].map((image) => distance(image, alone));
    expect(distances[0]).toBeGreaterThan(0.2);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect(distance(half, whole)).toBeLessThan(distance(alone, whole));
  });

  it('stays while other choices restore beside the selection, and leaves nothing of theirs', {
    tags: 'thorough',
  }, async () => {
    const { engine, adapters } = loaded;
    const chosen = await at(0.5);
    const before = await engine.memory();
    for (const name of ['denoise-25', 'deblur-gaussian'] as const) {
      const choice = { kind: 'adapter', id: adapters[name].id } as const;
      const whole = await restored(engine, { image: noisy, choice });
      const weak = await restored(engine, { image: noisy, choice: { ...choice, strength: 0.2 } });
      expect(largestDifference(whole.image, weak.image)).toBeGreaterThan(0);
    }
    expect(largestDifference((await restored(engine, { image: noisy })).image, chosen)).toBe(0);
    expect(await engine.memory()).toEqual(before);
  });

  it('says what it uploads, and leaves nothing behind', { tags: 'thorough' }, async () => {
    const { engine, adapters } = loaded;
    const { id } = adapters['deblur-gaussian'];
    await engine.select({ kind: 'adapter', id });
    const before = await engine.memory();
    for (const strength of [0.2, 0.4, 1.2]) {
      const { bytesUploaded } = await engine.select({ kind: 'adapter', id, strength });
      expect(bytesUploaded).toBeGreaterThan(50_000);
      const again = await engine.select({ kind: 'adapter', id, strength });
      expect(again.bytesUploaded).toBe(0);
    }
    await engine.select({ kind: 'adapter', id });
    expect(await engine.memory()).toEqual(before);
  });
});
