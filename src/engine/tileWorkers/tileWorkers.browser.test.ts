import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { noFrame } from '../../kernels/framedPixels';
import * as tf from '../../kernels/tf';
import { fetchBackbone } from '../backboneFolder';
import { startBackend } from '../backends/startBackend';
import { Device } from '../device';
import { disposeResident, residentAdapter, residentBackbone } from '../residents';
import { disposeSelection, type Selection, selectionOf } from '../selection';
import {
  adapterFile,
  backboneUrl,
  choose,
  type Loaded,
  largestDifference,
  loadedEngine,
  noisyScene,
  restored,
} from '../testRestoration';
import { TileWorkers, tileWorkerCount } from './tileWorkers';

describe('tile workers', () => {
  const selections: Selection[] = [];
  const workers = new TileWorkers(2);
  let device: Device;
  let dispose: () => void;
  beforeAll(async () => {
    device = new Device(await startBackend('wasm'));
    const { config, model } = await fetchBackbone(backboneUrl);
    const backbone = await residentBackbone(config, model);
    const load = async (name: 'denoise-25' | 'deblur-gaussian') =>
      residentAdapter(
        name,
        new Uint8Array(await (await adapterFile(name)).arrayBuffer()),
        backbone,
      );
    const adapters = [await load('denoise-25'), await load('deblur-gaussian')];
    for (const adapter of adapters) {
      selections.push(
        selectionOf({ kind: 'adapter', id: adapter.summary.id }, backbone, [adapter]),
      );
    }
    selections.push(selectionOf({ kind: 'backbone', head: 'x2' }, backbone, []));
    const [adapter] = adapters;
    if (adapter === undefined) throw new Error('Nothing was loaded.');
    const choice = { kind: 'adapter', id: adapter.summary.id, strength: 0.3 } as const;
    selections.push(selectionOf(choice, backbone, [adapter]));
    dispose = () => {
      for (const selection of selections) disposeSelection(selection);
      for (const resident of [backbone, ...adapters]) disposeResident(resident);
    };
  });
  afterEach(() => workers.release());
  afterAll(() => {
    dispose();
    device.release();
  });

  const values = (rows: number, columns: number, seed: number) => {
    const random = seededRandom(seed);
    return Float32Array.from({ length: rows * columns * 3 }, () => random.between(0, 1));
  };

  function sent(selection: Selection, [rows, columns]: [number, number], seed: number) {
    const input = tf.tensor4d(values(rows, columns, seed), [1, rows, columns, 3]);
    const here = device.forward(selection, input, noFrame) as Promise<Float32Array>;
    const alone: string[] = [];
    const there = workers.forward(selection, input, (tile) => {
      alone.push(`${tile.rows}×${tile.columns}`);
      return device.forwardValues(selection, tile) as Promise<Float32Array>;
    });
    input.dispose();
    return { here, there, alone };
  }

  it('give what the engine itself gives, whatever is asked of them meanwhile', async () => {
    const tiles = selections.flatMap((selection) => [
      sent(selection, [64, 64], 0),
      sent(selection, [64, 128], 1),
      sent(selection, [64, 64], 2),
    ]);
    for (const { here, there, alone } of tiles) {
      const [expected, found] = [await here, await there];
      expect(found.length).toBe(expected.length);
      const error = found.reduce(
        (most, v, i) => Math.max(most, Math.abs(v - (expected[i] ?? 0))),
        0,
      );
      expect(error).toBeLessThan(1e-5);
      expect(alone).toEqual([]);
    }
    const [first, second, weak] = [tiles[0], tiles[3], tiles[9]].map((tile) => tile?.there);
    expect(await first).not.toEqual(await second);
    expect(await first).not.toEqual(await weak);
  });

  it('start before the first tile when told to, and end once nothing is asked of them', {
    tags: 'thorough',
  }, async () => {
    const [selection] = selections;
    if (selection === undefined) throw new Error('Nothing is selected.');
    const Real = globalThis.Worker;
    const told = { started: 0, ended: 0 };
    globalThis.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        told.started++;
      }
      override terminate() {
        told.ended++;
        super.terminate();
      }
    };
    const brief = new TileWorkers(2, 0.5);
    const tile = () => {
      const input = tf.tensor4d(values(64, 64, 3), [1, 64, 64, 3]);
      const output = brief.forward(selection, input, async () => null);
      input.dispose();
      return output;
    };
    try {
      brief.warmUp(selection);
      expect(told).toEqual({ started: 2, ended: 0 });
      brief.warmUp(selection);
      expect(await Promise.all([tile(), tile()])).not.toContain(null);
      expect(told).toEqual({ started: 2, ended: 0 });
      await expect.poll(() => told.ended).toBe(2);
      expect(await tile()).not.toBe(null);
      expect(told.started).toBe(4);
    } finally {
      brief.release();
      globalThis.Worker = Real;
    }
  });

  it('are done without when their script dies', async () => {
    const Real = globalThis.Worker;
    globalThis.Worker = class extends Real {
      constructor() {
        super(URL.createObjectURL(new Blob(['throw new Error("no")'])));
      }
    };
    try {
      const [selection] = selections;
      if (selection === undefined) throw new Error('Nothing is selected.');
      for (let i = 0; i < 3; i++) {
        const { here, there, alone } = sent(selection, [64, 64], i);
        expect(await there).toEqual(await here);
        expect(alone).toEqual(['64×64']);
      }
    } finally {
      globalThis.Worker = Real;
    }
  });
});

describe('a photo of several tiles in WebAssembly', () => {
  let loaded: Loaded;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
  });
  afterAll(() => loaded.engine.dispose());

  it('is restored on several cores, each time alike, and with the adapter that is chosen', {
    tags: 'thorough',
  }, async () => {
    const { engine, adapters } = loaded;
    const { noisy } = await noisyScene(480, 320);
    const cores = tileWorkerCount(navigator.hardwareConcurrency);
    await choose(engine, adapters['denoise-25']);
    const first = await restored(engine, { image: noisy });
    expect(first.report.tiles).toBeGreaterThan(1);
    expect(first.report.cores).toBe(cores > 1 ? cores : null);
    await choose(engine, adapters['deblur-gaussian']);
    const other = await restored(engine, { image: noisy });
    expect(largestDifference(first.image, other.image)).toBeGreaterThan(10);
    await choose(engine, adapters['denoise-25']);
    const again = await restored(engine, { image: noisy });
    expect(largestDifference(first.image, again.image)).toBe(0);
  });
});
