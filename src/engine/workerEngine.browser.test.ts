import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pixelPicture } from '../imaging/pixelPicture';
import type { RgbaImage } from '../imaging/rgbaImage';
import * as tf from '../kernels/tf';
import { BackendUnavailableError, DeviceLostError, NotLoadedError } from './errors';
import type { BackendName } from './protocol';
import {
  adapterFile,
  backboneUrl,
  failure,
  largestDifference,
  loadPublished,
  ResultCollector,
} from './testRestoration';
import { WorkerEngine } from './workerEngine';

const picture = pixelPicture(16, 16, (x, y) => [10 * x, 12 * y, 5 * (x + y), 255]);

/** The engine in the page itself, where tfjs and the GPU's device can be got at. */
describe('the engine after a lost device', { tags: 'thorough' }, () => {
  let engine: WorkerEngine;
  let jobs = 0;
  beforeEach(async () => {
    engine = new WorkerEngine();
    await engine.start({ backend: 'webgpu' });
    await loadPublished(engine, ['sr-x2', 'deblur-gaussian']);
    await engine.select({ kind: 'adapter', id: 'adapter-1' });
  });
  // Without a device, and with another backend, the next engine starts from nothing.
  afterEach(() => engine.restart({ backend: 'cpu' }));

  async function restore(): Promise<RgbaImage> {
    const collector = new ResultCollector();
    await engine.restore(++jobs, engine.keepPhoto(picture).id, null, collector);
    return collector.image;
  }

  function loseDevice(): void {
    (tf.backend() as tf.KernelBackend & { device: GPUDevice }).device.destroy();
  }

  it('says so, and once restarted restores as before', async () => {
    const before = await restore();
    const memory = await engine.memory();
    loseDevice();
    expect(await failure(restore())).toBeInstanceOf(DeviceLostError);
    // Everything that would compute or upload says so too, and nothing is forgotten.
    const file = await adapterFile('denoise-25');
    for (const call of [
      () => engine.loadAdapter(file),
      () => engine.select({ kind: 'adapter', id: 'adapter-2' }),
      () => engine.loadBackbone(new URL(backboneUrl, location.href).href),
      restore,
    ]) {
      expect(await failure(call())).toBeInstanceOf(DeviceLostError);
    }

    expect(await engine.restart({})).toMatchObject({ name: 'webgpu' });
    // The selection is back with the device: nobody chose again.
    const after = await restore();
    expect(largestDifference(after, before)).toBe(0);
    const { tensors, tensorBytes } = await engine.memory();
    expect({ tensors, tensorBytes }).toEqual({
      tensors: memory.tensors,
      tensorBytes: memory.tensorBytes,
    });
    // And so is the adapter that was not chosen.
    await engine.select({ kind: 'adapter', id: 'adapter-2' });
    // Ids go on where they were.
    expect(await engine.loadAdapter(file)).toMatchObject({ id: 'adapter-3' });
  });

  it('says so when the device goes in the middle of a restoration', async () => {
    const restoring = failure(restore());
    await new Promise((resolve) => setTimeout(resolve, 100));
    loseDevice();
    expect(await restoring).toBeInstanceOf(DeviceLostError);
    await engine.restart({});
    expect((await restore()).width).toBe(32);
  });

  it('restarts on another backend and restores the same there', async () => {
    const before = await restore();
    loseDevice();
    expect(await engine.restart({ backend: 'wasm' })).toMatchObject({ name: 'wasm' });
    expect(largestDifference(await restore(), before)).toBeLessThanOrEqual(1);
    // A restart without a wish stays where the last one went.
    expect(await engine.restart({})).toMatchObject({ name: 'wasm' });
    expect(largestDifference(await restore(), before)).toBeLessThanOrEqual(1);
  });

  it('comes back with all that was loaded where the first restart found no backend', async () => {
    const before = await restore();
    loseDevice();
    const error = await failure(engine.restart({ backend: 'abacus' as BackendName }));
    expect(error).toBeInstanceOf(BackendUnavailableError);
    expect(await failure(restore())).toBeInstanceOf(NotLoadedError);
    await engine.restart({});
    expect(largestDifference(await restore(), before)).toBe(0);
  });

  it('comes back with all that was loaded where a start follows a restart that failed', async () => {
    loseDevice();
    await failure(engine.restart({ backend: 'abacus' as BackendName }));
    await engine.start({ backend: 'wasm' });
    expect((await restore()).width).toBe(32);
  });
});

describe('the jobs of the engine', () => {
  let engine: WorkerEngine;
  beforeAll(async () => {
    engine = new WorkerEngine();
    await engine.start({ backend: 'wasm' });
    await loadPublished(engine, []);
    await engine.select({ kind: 'backbone', head: 'x1' });
  });
  afterAll(() => engine.restart({ backend: 'cpu' }));

  /** Five tiles. */
  const wide = pixelPicture(1200, 16, () => [9, 9, 9, 255]);

  it('stop between tiles, although nothing there waits for a GPU or a page', async () => {
    const collector = new ResultCollector();
    const running = failure(engine.restore(1, engine.keepPhoto(wide).id, null, collector));
    setTimeout(() => engine.cancel(1), 50);
    expect(await running).toMatchObject({ name: 'AbortError' });
    expect(collector.tiles.length).toBeLessThan(3);
  });

  it('never begin where they are cancelled while they wait', async () => {
    const first = new ResultCollector();
    const second = new ResultCollector();
    const running = engine.restore(2, engine.keepPhoto(picture).id, null, first);
    const waiting = failure(engine.restore(3, engine.keepPhoto(wide).id, null, second));
    engine.cancel(3);
    expect((await running).tiles).toBe(1);
    expect(await waiting).toMatchObject({ name: 'AbortError' });
    expect(second.told).toEqual([]);
  });

  it('are forgotten once they have ended: another with the same number runs', async () => {
    const running = failure(
      engine.restore(4, engine.keepPhoto(wide).id, null, new ResultCollector()),
    );
    engine.cancel(4);
    expect(await running).toMatchObject({ name: 'AbortError' });
    const again = new ResultCollector();
    await engine.restore(4, engine.keepPhoto(picture).id, null, again);
    expect(again.tiles).toHaveLength(1);
  });
});
