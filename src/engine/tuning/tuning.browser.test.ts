import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAdapter } from '../../files/adapter';
import { type AdapterKind, adapterKinds } from '../../files/adapterKind';
import { renderDeadLeaves } from '../../imaging/deadLeavesScene';
import { encodePng } from '../../imaging/encodePng';
import { defaultTuning } from '../../tuning/tuningDefaults';
import { createEngine } from '../client';
import type { Engine } from '../engine';
import { PhotoError } from '../errors';
import { backboneUrl, choose, largestDifference, noisyScene, restored } from '../testRestoration';
import type { TuneOptions, TuningEvent, TuningHandle, TuningStart } from './tuningProtocol';

const timeout = 600_000;

function png(width: number, height: number, seed: number): Blob {
  return new Blob([encodePng(renderDeadLeaves({ width, height, seed }))]);
}

const photos = [1, 2].map((seed) => ({
  name: `scene ${seed}`,
  clean: png(144, 80, seed),
  degraded: null,
}));

const options: TuneOptions = {
  name: 'more light',
  photos,
  // No backbone was trained for it, and the first step gains.
  recipe: [{ kind: 'darken', gamma: 1, gain: 0.5 }],
  settings: {
    ...defaultTuning,
    head: 'x1',
    steps: 3,
    batch: 1,
    patch: 64,
    warmUp: 1,
    validateEvery: 100,
  },
  hidden: 8,
  startFrom: null,
  checkpoint: null,
  checkpointEvery: null,
};

/** Runs to the end and notes what it was told; `onEvent` may take a hand in it. */
async function tuned(
  engine: Engine,
  changes: Partial<TuneOptions> = {},
  onEvent: (event: TuningEvent, handle: TuningHandle) => void = () => undefined,
) {
  const starts: TuningStart[] = [];
  const events: TuningEvent[] = [];
  const checkpoints: Uint8Array<ArrayBuffer>[] = [];
  const handle = engine.tune(
    { ...options, ...changes },
    {
      onStart: (start) => starts.push(start),
      onProgress: (event) => {
        events.push(event);
        onEvent(event, handle);
      },
      onCheckpoint: (bytes) => checkpoints.push(bytes),
    },
  );
  const adapter = await handle.finished;
  return { adapter, start: starts[0], events, checkpoints };
}

/** Of an F32 tensor's bytes, at any alignment. */
function float32(bytes: Uint8Array = new Uint8Array()): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

async function tensors(file: Blob) {
  return readAdapter(new Uint8Array(await file.arrayBuffer())).tensors;
}

describe('tuning on WASM', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createEngine();
    await engine.start({ backend: 'wasm' });
    await engine.loadBackbone(backboneUrl);
  }, timeout);
  afterAll(() => engine.dispose());

  it('makes an adapter that is loaded at once, and the same from its file', {
    timeout,
  }, async () => {
    const { adapter, start, events } = await tuned(engine, {
      photos: [
        { name: 'broken.jpg', clean: new Blob(['not a photo']), degraded: null },
        ...photos,
        { name: 'small.png', clean: png(100, 70, 3), degraded: null },
        { name: 'pair', clean: png(144, 80, 4), degraded: png(72, 40, 4) },
      ],
    });
    expect(start?.usedPhotos).toBe(2);
    expect(start?.skipped.map(({ name }) => name)).toEqual(['broken.jpg', 'small.png', 'pair']);
    expect(start?.skipped[2]?.reason).toContain('72 × 40');
    expect(events.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(events.at(-1)?.preview?.width).toBe(64);
    expect(adapter.psnr).toBeGreaterThan(adapter.startPsnr);
    expect(adapter.summary).toMatchObject({ name: 'more light', task: 'restore', head: 'x1' });

    const { noisy } = await noisyScene(64, 64);
    await choose(engine, adapter.summary);
    const { image } = await restored(engine, { image: noisy });
    await choose(engine, await engine.loadAdapter(adapter.file));
    const again = await restored(engine, { image: noisy });
    expect(largestDifference(image, again.image)).toBe(0);
    await engine.select({ kind: 'backbone', head: 'x1' });
    const without = await restored(engine, { image: noisy });
    expect(largestDifference(image, without.image)).toBeGreaterThan(0);
  });

  const isTheSameFromItsFile = async (kind: AdapterKind) => {
    const { kinds } = await engine.tuningSizes('x1', 8);
    const sized = kinds[kind];
    const { adapter, start } = await tuned(engine, {
      kind,
      hidden: sized?.hidden ?? 0,
      settings: { ...options.settings, steps: 2 },
    });
    expect(sized?.fits).toBe(true);
    const file = new Uint8Array(await adapter.file.arrayBuffer());
    expect(readAdapter(file).metadata.kind).toBe(kind);
    // Running statistics travel in the file but are not trained.
    const statistics = kind === 'adaptir' ? 2 * 8 * 8 : 0;
    expect(start?.parameters).toBe((sized?.parameters ?? 0) + statistics);

    const { noisy } = await noisyScene(64, 64);
    await choose(engine, adapter.summary);
    const { image } = await restored(engine, { image: noisy });
    await choose(engine, await engine.loadAdapter(adapter.file));
    expect(largestDifference(image, (await restored(engine, { image: noisy })).image)).toBe(0);
    await engine.select({ kind: 'backbone', head: 'x1' });
    const without = await restored(engine, { image: noisy });
    expect(largestDifference(image, without.image)).toBeGreaterThan(0);
  };
  const title = 'loads what it tuned as %s, and the same from its file';
  it.each(adapterKinds)(title, { timeout, tags: 'thorough' }, isTheSameFromItsFile);

  it('goes on from a checkpoint as if nothing had happened', { timeout }, async () => {
    const whole = await tuned(engine, { checkpointEvery: 0 });
    const checkpoint = whole.checkpoints[1] ?? null;
    expect(checkpoint).not.toBeNull();
    const resumed = await tuned(engine, { checkpoint });
    expect(resumed.start?.losses).toHaveLength(1);
    expect(resumed.events.map(({ step }) => step)).toEqual([2, 3]);
    const expected = await tensors(whole.adapter.file);
    const found = await tensors(resumed.adapter.file);
    expect([...found.keys()]).toEqual([...expected.keys()]);
    for (const [name, { bytes }] of expected) {
      const values = float32(found.get(name)?.bytes);
      const error = float32(bytes).reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? Number.NaN))),
        0,
      );
      expect(error, name).toBeLessThan(1e-4);
    }
  });

  it('stands still while paused, restores meanwhile, and keeps what it has when stopped', {
    timeout,
    tags: 'thorough',
  }, async () => {
    const { noisy } = await noisyScene(64, 64);
    await engine.select({ kind: 'backbone', head: 'x1' });
    let whilePaused: Promise<readonly number[]> | null = null;
    const seen: number[] = [];
    const { adapter } = await tuned(
      engine,
      { settings: { ...options.settings, steps: 1000 } },
      ({ step }, handle) => {
        seen.push(step);
        if (step !== 1) return;
        whilePaused = (async () => {
          await handle.pause();
          await restored(engine, { image: noisy });
          const before = seen.length;
          // One thread computes both: beside a run that goes on, steps would come in between.
          for (let times = 0; times < 3; times++) await restored(engine, { image: noisy });
          const counts = [before, seen.length];
          await handle.stop();
          return counts;
        })();
      },
    );
    const [before, after] = (await whilePaused) ?? [];
    expect(after).toBe(before);
    expect(adapter.steps).toBe(seen.at(-1));
    expect(adapter.steps).toBeLessThan(5);
  });

  it('leaves no adapter and no tensor behind when discarded', { timeout }, async () => {
    const before = await engine.memory();
    await expect(
      tuned(engine, {}, ({ step }, handle) => {
        if (step === 1) void handle.discard();
      }),
    ).rejects.toThrow('Discarded.');
    // Less where an earlier restoration's buffers were given back meanwhile; a run holds megabytes.
    expect((await engine.memory()).tensorBytes).toBeLessThanOrEqual(before.tensorBytes);
  });

  it('says when too few photos can be used, and which could not', { timeout }, async () => {
    const [photo] = photos;
    const broken = { name: 'broken.jpg', clean: new Blob(['no']), degraded: null };
    const failure = tuned(engine, { photos: photo === undefined ? [] : [photo, broken] });
    await expect(failure).rejects.toThrow(PhotoError);
    await expect(failure).rejects.toThrow('broken.jpg');
  });
});

describe('a run on two backends', () => {
  it('has the same losses over ten steps', { tags: 'thorough', timeout }, async () => {
    // Enlarging keeps to the input's size longest: the least work for a software adapter.
    const settings = { ...options.settings, head: 'x2', patch: 16, steps: 10 };
    const recipe = [{ kind: 'bicubic-down', scale: 2 }] as const;
    const losses: (number | null)[][] = [];
    for (const backend of ['webgpu', 'wasm'] as const) {
      const engine = createEngine();
      await engine.start({ backend });
      await engine.loadBackbone(backboneUrl);
      const { events } = await tuned(engine, { settings, recipe });
      losses.push(events.slice(1).map(({ loss }) => loss));
      engine.dispose();
    }
    const [onGpu = [], onWasm = []] = losses;
    expect(onGpu).toHaveLength(10);
    expect(new Set(onGpu).size).toBe(10);
    onGpu.forEach((loss, step) => {
      const error = Math.abs((loss ?? Number.NaN) - (onWasm[step] ?? Number.NaN));
      expect(error, `step ${step}`).toBeLessThan(1e-4);
    });
  });
});
