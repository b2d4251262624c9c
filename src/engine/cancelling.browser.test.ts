import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from './engine';
import {
  choose,
  failure,
  type Loaded,
  largestDifference,
  loadedEngine,
  plainPicture,
  ResultCollector,
  restored,
} from './testRestoration';

describe('a restoration that is cancelled', () => {
  let loaded: Loaded;
  let engine: Engine;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
    engine = loaded.engine;
  });
  afterAll(() => engine.dispose());

  it('rejects at once, goes quiet, and restores again', async () => {
    await choose(engine, loaded.adapters['denoise-25']);
    const image = plainPicture(600, 100);
    const abort = new AbortController();
    const collector = new ResultCollector();
    const running = failure(restored(engine, { image, signal: abort.signal }, collector));
    while (collector.tiles.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const told = collector.told.length;
    const begun = performance.now();
    abort.abort();
    expect(await running).toMatchObject({ name: 'AbortError' });
    const waited = (performance.now() - begun) / 1000;

    const { report } = await restored(engine, { image: plainPicture(256, 100) });
    expect(report.tiles).toBe(1);
    // Not after the tile in hand.
    expect(waited).toBeLessThan(report.seconds / 3);
    // And the page heard no more of it.
    expect(collector.told.length).toBe(told);
  });

  it('stops the worker after the tile in hand', { tags: 'thorough' }, async () => {
    await choose(engine, loaded.adapters['denoise-25']);
    const image = plainPicture(4800, 60);
    const abort = new AbortController();
    const begun = performance.now();
    const running = failure(restored(engine, { image, signal: abort.signal }));
    abort.abort();
    await running;
    const { report } = await restored(engine, { image: plainPicture(300, 60) });
    const waited = (performance.now() - begun) / 1000 - report.seconds;
    // A few tiles' time for the one that was cancelled; all of it would have taken twenty-two.
    expect(waited).toBeLessThan((report.seconds / report.tiles) * 8);
  });

  it('rejects before it starts where the signal has been given already', async () => {
    const collector = new ResultCollector();
    const signal = AbortSignal.abort(new Error('never mind'));
    const error = await failure(restored(engine, { image: plainPicture(9, 9), signal }, collector));
    expect(error).toMatchObject({ message: 'never mind' });
    expect(collector.told).toEqual([]);
  });

  it('leaves the one that waits behind it as it is', { tags: 'thorough' }, async () => {
    await choose(engine, loaded.adapters['denoise-25']);
    const image = plainPicture(64, 64);
    const alone = await restored(engine, { image });
    const abort = new AbortController();
    const cancelled = failure(
      restored(engine, { image: plainPicture(400, 64), signal: abort.signal }),
    );
    const waiting = restored(engine, { image });
    abort.abort();
    expect(await cancelled).toMatchObject({ name: 'AbortError' });
    expect(largestDifference((await waiting).image, alone.image)).toBe(0);
  });
});
