import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from './engine';
import { PhotoError, WeightsError } from './errors';
import {
  adapterFile,
  choose,
  failure,
  type Loaded,
  largestDifference,
  loadedEngine,
  plainPicture,
  ResultCollector,
  restored,
} from './testRestoration';

describe('the engine refuses, and goes on as before with', () => {
  let loaded: Loaded;
  let engine: Engine;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
    engine = loaded.engine;
  });
  afterAll(() => engine.dispose());

  /** Loads what it must refuse; nothing else may change. */
  async function expectRefused(file: Blob, message: RegExp): Promise<void> {
    await choose(engine, loaded.adapters['denoise-25']);
    const image = plainPicture(64, 64);
    const before = (await restored(engine, { image })).image;
    const memory = await engine.memory();
    const error = await failure(engine.loadAdapter(file));
    expect(error).toBeInstanceOf(WeightsError);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      advice: expect.stringMatching(/./),
    });
    expect(await engine.memory()).toEqual(memory);
    expect(largestDifference((await restored(engine, { image })).image, before)).toBe(0);
  }

  it('an adapter of another backbone', async () => {
    const bytes = new Uint8Array(await (await adapterFile('deblur-gaussian')).arrayBuffer());
    const text = new TextDecoder('latin1').decode(bytes);
    const at = text.indexOf('edt-compact-2');
    expect(at).toBeGreaterThan(0);
    bytes.set(new TextEncoder().encode('edt-compact-9'), at);
    await expectRefused(new Blob([bytes]), /edt-compact-9/);
  });

  it('a truncated adapter', async () => {
    const file = await adapterFile('deblur-gaussian');
    await expectRefused(file.slice(0, file.size - 100), /./);
    await expectRefused(file.slice(0, 50), /./);
  });

  it('what is no adapter at all', async () => {
    await expectRefused(new Blob(['Dear diary, …']), /./);
    await expectRefused(new Blob([]), /./);
  });

  it('a backbone that is not there', async () => {
    await choose(engine, loaded.adapters['denoise-25']);
    const memory = await engine.memory();
    expect(await failure(engine.loadBackbone('/models/none'))).toBeInstanceOf(WeightsError);
    expect(await engine.memory()).toEqual(memory);
    const { report } = await restored(engine, { image: plainPicture(20, 20) });
    expect(report.tiles).toBe(1);
  });

  it('a text instead of a photo', async () => {
    const error = await failure(engine.decode(new File(['Dear diary, …'], 'diary.txt')));
    expect(error).toBeInstanceOf(PhotoError);
    expect(error).toMatchObject({ message: expect.stringContaining('diary.txt') });
  });

  it('a photo whose result would be too large to show', async () => {
    await choose(engine, loaded.adapters['sr-x2']);
    const collector = new ResultCollector();
    const error = await failure(restored(engine, { image: plainPicture(8193, 2) }, collector));
    expect(error).toBeInstanceOf(PhotoError);
    expect(error).toMatchObject({ message: expect.stringContaining('16386 × 4') });
    expect(collector.told).toEqual([]);
  });
});
