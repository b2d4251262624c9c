import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RgbaImage } from '../imaging/rgbaImage';
import type { Engine } from './engine';
import type { AdapterSummary, MemoryReport, SwapReport } from './protocol';
import {
  choose,
  type Loaded,
  largestDifference,
  loadedEngine,
  noisyScene,
  plainPicture,
  restored,
} from './testRestoration';

describe('the engine on the software adapter’s WebGPU', () => {
  let loaded: Loaded;
  let engine: Engine;
  beforeAll(async () => {
    loaded = await loadedEngine('webgpu');
    engine = loaded.engine;
  });
  afterAll(() => engine.dispose());

  it('says what it runs on', () => {
    expect(loaded.report).toMatchObject({ name: 'webgpu', isSoftwareAdapter: true });
    expect(loaded.report.device).not.toBe('');
  });

  it('has the memory of its first restorations after twenty, and twenty swaps', {
    tags: 'thorough',
  }, async () => {
    const image = plainPicture(16, 16);
    const ways = [
      () => choose(engine, loaded.adapters['sr-x2']),
      () => engine.select({ kind: 'backbone', head: 'x2' }),
    ];
    const reports: MemoryReport[] = [];
    for (let round = 0; round < 20; round++) {
      const swap = await ways[round % 2]?.();
      expect(swap?.bytesUploaded).toBe(0);
      await restored(engine, { image });
      reports.push(await engine.memory());
    }
    // The first time of each way warms up, and begins with no constants.
    const [, , first] = reports;
    for (const { tensors, tensorBytes } of reports.slice(2)) {
      expect({ tensors, tensorBytes }).toEqual({
        tensors: first?.tensors,
        tensorBytes: first?.tensorBytes,
      });
    }
    const gpuBytes = reports.map((report) => report.gpuBytes);
    expect(Math.min(...gpuBytes.map((bytes) => bytes ?? 0))).toBeGreaterThan(7e6);
    // Buffers of the first two come free with a later submission only, so the pool fills till then.
    expect(new Set(gpuBytes.slice(2)), gpuBytes.join(' ')).toEqual(new Set([gpuBytes[2]]));
  });

  it('swaps among what is loaded in milliseconds, and uploads nothing', async () => {
    const adapters = Object.values(loaded.adapters);
    const swaps: SwapReport[] = [];
    for (let round = 0; round < 21; round++) {
      swaps.push(await choose(engine, adapters[round % adapters.length] as AdapterSummary));
    }
    expect(swaps.map(({ bytesUploaded }) => bytesUploaded)).toEqual(swaps.map(() => 0));
    const times = swaps.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    expect(times[10], times.join(' ')).toBeLessThan(5);
    // They are different selections.
    const image = plainPicture(16, 16);
    await choose(engine, loaded.adapters['denoise-25']);
    const denoised = (await restored(engine, { image })).image;
    await choose(engine, loaded.adapters['sr-x2']);
    expect((await restored(engine, { image })).image.width).toBe(2 * denoised.width);
  });

  it('agrees with WebAssembly', async () => {
    const other = await loadedEngine('wasm');
    const { noisy } = await noisyScene(64, 64);
    const pictures = {
      'denoise-25': noisy,
      'deblur-gaussian': noisy,
      'sr-x2': plainPicture(16, 32),
    };
    for (const name of ['denoise-25', 'deblur-gaussian', 'sr-x2'] as const) {
      const results: RgbaImage[] = [];
      for (const { engine: one, adapters } of [loaded, other]) {
        await choose(one, adapters[name]);
        results.push((await restored(one, { image: pictures[name] })).image);
      }
      const [onGpu, onProcessor] = results as [RgbaImage, RgbaImage];
      expect(largestDifference(onGpu, onProcessor), name).toBeLessThanOrEqual(1);
      // Rounding apart, that is: only values near the middle between two levels differ.
      const unequal = onGpu.data.filter((value, i) => value !== onProcessor.data[i]).length;
      expect(unequal / onGpu.data.length, name).toBeLessThan(0.001);
      // It is the restoration, not the picture, that agrees.
      if (name !== 'sr-x2') expect(largestDifference(onGpu, noisy), name).toBeGreaterThan(20);
    }
    other.engine.dispose();
  });
});
