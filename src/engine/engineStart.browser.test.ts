import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from './client';
import type { Engine } from './engine';
import { BackendUnavailableError, NotLoadedError, WeightsError } from './errors';
import type { BackendName } from './protocol';
import { adapterFile, backboneUrl, failure, plainPicture, restored } from './testRestoration';

describe('the engine before all is loaded', () => {
  let engine: Engine;
  beforeAll(() => {
    engine = createEngine();
  });
  afterAll(() => engine.dispose());

  it('says what is missing, call by call', async () => {
    const image = plainPicture(4, 4);
    const file = await adapterFile('denoise-25');
    for (const early of [
      () => engine.loadBackbone(backboneUrl),
      () => engine.loadAdapter(file),
      () => engine.unloadAdapter('adapter-1'),
      () => engine.select({ kind: 'backbone', head: 'x1' }),
      () => restored(engine, { image }),
    ]) {
      expect(await failure(early())).toBeInstanceOf(NotLoadedError);
    }
    await engine.start({ backend: 'wasm' });
    for (const early of [
      () => engine.loadAdapter(file),
      () => engine.select({ kind: 'backbone', head: 'x1' }),
      () => restored(engine, { image }),
    ]) {
      expect(await failure(early())).toBeInstanceOf(NotLoadedError);
    }
    const missing = await failure(engine.loadBackbone('/models/not-there'));
    expect(missing).toBeInstanceOf(WeightsError);

    const summary = await engine.loadBackbone(backboneUrl);
    expect(summary).toMatchObject({ id: 'edt-compact-2', parameters: 2_231_116 });
    expect(summary.heads).toEqual([
      { name: 'x1', scale: 1 },
      { name: 'x2', scale: 2 },
      { name: 'x3', scale: 3 },
      { name: 'x4', scale: 4 },
    ]);
    for (const wrong of [
      () => engine.select({ kind: 'adapter', id: 'adapter-1' }),
      () => engine.select({ kind: 'backbone', head: 'x8' }),
      () => engine.unloadAdapter('adapter-1'),
      () => restored(engine, { image }),
    ]) {
      expect(await failure(wrong())).toBeInstanceOf(NotLoadedError);
    }
  });

  it('names the backend that was asked for and is not there', async () => {
    const other = createEngine();
    const error = await failure(other.start({ backend: 'abacus' as BackendName }));
    expect(error).toBeInstanceOf(BackendUnavailableError);
    expect(error).toMatchObject({ message: expect.stringContaining('abacus') });
    // What failed leaves nothing behind that keeps a better choice from working.
    expect(await other.start({ backend: 'cpu' })).toMatchObject({ name: 'cpu' });
    other.dispose();
  });

  it('takes WebAssembly by itself where WebGPU is the processor in disguise', async () => {
    const other = createEngine();
    const report = await other.start();
    expect(report.name).toBe('wasm');
    expect(report.passedOver.map(({ name }) => name)).toEqual(['webgpu', 'webgl']);
    other.dispose();
  });
});
