import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { gpuBytes } from '../kernels/bufferPool';
import { MemoryBudgetError } from './errors';
import { loadPublished, plainPicture, ResultCollector } from './testRestoration';
import { WorkerEngine } from './workerEngine';

/**
 * Counts the bytes of all GPU buffers that there are, by the browser's own calls: what tfjs believes
 * to have is not asked.
 */
class BufferCount {
  bytes = 0;
  most = 0;
  private readonly createBuffer = GPUDevice.prototype.createBuffer;
  private readonly destroy = GPUBuffer.prototype.destroy;

  constructor() {
    const { createBuffer, destroy } = this;
    const alive = new WeakSet<GPUBuffer>();
    const add = (bytes: number) => {
      this.bytes += bytes;
      this.most = Math.max(this.most, this.bytes);
    };
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      alive.add(buffer);
      add(buffer.size);
      return buffer;
    };
    GPUBuffer.prototype.destroy = function () {
      if (alive.delete(this)) add(-this.size);
      return destroy.call(this);
    };
  }

  stop(): void {
    GPUDevice.prototype.createBuffer = this.createBuffer;
    GPUBuffer.prototype.destroy = this.destroy;
  }
}

describe('the memory that restorations may take', { tags: 'thorough' }, () => {
  const count = new BufferCount();
  const engine = new WorkerEngine();
  let jobs = 0;
  let weights = 0;
  beforeAll(async () => {
    await engine.start({ backend: 'webgpu' });
    await loadPublished(engine, ['denoise-25', 'sr-x2']);
    weights = count.bytes;
  });
  afterEach(() => engine.setMemoryBudget(null));
  afterAll(async () => {
    await engine.restart({ backend: 'cpu' });
    count.stop();
  });

  const wide = plainPicture(112, 16);

  async function restore(budget: number | null) {
    await engine.setMemoryBudget(budget);
    count.most = count.bytes;
    const report = await engine.restore(
      ++jobs,
      engine.keepPhoto(wide).id,
      null,
      new ResultCollector(),
    );
    return { report, most: count.most };
  }

  it('is on the GPU before anything is restored, and selecting adds none', async () => {
    expect(weights).toBeGreaterThan(7e6);
    expect(gpuBytes()).toBe(weights);
    for (const id of ['adapter-1', 'adapter-2']) await engine.select({ kind: 'adapter', id });
    expect(count.bytes).toBe(weights);
  });

  it('is never above what is allowed, and tiles are as large as it allows', async () => {
    await engine.select({ kind: 'adapter', id: 'adapter-2' });
    const free = await restore(null);
    expect(free.report).toMatchObject({ tileWidth: 48, tileReason: 'device' });

    // Between what tiles of 32 and of 48 pixels a side take.
    const budget = weights + 8e6;
    expect(free.most).toBeGreaterThan(budget);
    const { report, most } = await restore(budget);
    expect(report).toMatchObject({ tileWidth: 32, tileReason: 'memory' });
    expect(most).toBeLessThanOrEqual(budget);
    expect(most - weights).toBeGreaterThan(0.5 * (budget - weights));
    // What the report says is what there was, but for buffers of an upload.
    expect(report.gpuBytes).toBeLessThanOrEqual(most);
    expect(report.gpuBytes).toBeGreaterThan(0.9 * most);

    const small = await restore(weights + 5e6);
    expect(small.report).toMatchObject({ tileWidth: 16, tileReason: 'memory' });
    expect(small.most).toBeLessThanOrEqual(weights + 5e6);
  });

  it('is refused in a sentence where it does not do for one tile, and raised again', async () => {
    await engine.select({ kind: 'adapter', id: 'adapter-2' });
    const error = await restore(weights + 1e6).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MemoryBudgetError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/take \d+ MB .* more than the \d+ MB that are allowed/),
    });
    expect((await restore(weights + 5e6)).report.tileWidth).toBe(16);
  });

  it('comes back some seconds after the last restoration', async () => {
    await restore(null);
    expect(count.bytes).toBeGreaterThan(weights + 2e6);
    await vi.waitFor(() => expect(count.bytes).toBe(weights), { timeout: 30_000, interval: 50 });
    // And all that was given back is there again when it is needed.
    expect((await restore(null)).report.tiles).toBeGreaterThan(1);
  });
});
