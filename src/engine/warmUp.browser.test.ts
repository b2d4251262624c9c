import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveToGpu } from '../kernels/moveToGpu';
import { fetchBackbone } from './backboneFolder';
import { startBackend } from './backends/startBackend';
import { Device } from './device';
import { residentBackbone } from './residents';
import { selectionOf } from './selection';
import { adapterFile, backboneUrl, plainPicture, ResultCollector } from './testRestoration';
import { warmUp } from './warmUp';
import { WorkerEngine } from './workerEngine';

describe('warming up', { tags: 'thorough' }, () => {
  const engine = new WorkerEngine();
  const { createComputePipeline, createComputePipelineAsync } = GPUDevice.prototype;
  /** Pipelines made while somebody waited, and side by side. */
  const made = { waitedFor: 0, aside: 0 };
  beforeAll(async () => {
    GPUDevice.prototype.createComputePipeline = function (descriptor) {
      made.waitedFor++;
      return createComputePipeline.call(this, descriptor);
    };
    GPUDevice.prototype.createComputePipelineAsync = function (descriptor) {
      made.aside++;
      return createComputePipelineAsync.call(this, descriptor);
    };
    await engine.start({ backend: 'webgpu' });
    await engine.loadBackbone(new URL(backboneUrl, location.href).href);
    for (const name of ['sr-x2', 'deblur-gaussian'] as const) {
      await engine.loadAdapter(await adapterFile(name));
    }
  });
  afterAll(async () => {
    Object.assign(GPUDevice.prototype, { createComputePipeline, createComputePipelineAsync });
    await engine.restart({ backend: 'cpu' });
  });

  it('makes every pipeline that the first restoration needs, side by side', async () => {
    await engine.select({ kind: 'adapter', id: 'adapter-1' });
    const { pipelines } = await engine.warmUp();
    expect(pipelines).toBeGreaterThan(10);
    expect(made).toEqual({ waitedFor: 0, aside: pipelines });
    // Tiles of another size than the one that was compiled for.
    const report = await engine.restore(
      1,
      engine.keepPhoto(plainPicture(32, 16)).id,
      null,
      new ResultCollector(),
    );
    expect(report.tileWidth).toBeGreaterThan(16);
    expect(made).toEqual({ waitedFor: 0, aside: pipelines });
  });

  it('is done once, and again for what runs through other kernels', async () => {
    expect(await engine.warmUp()).toMatchObject({ pipelines: 0 });
    await engine.select({ kind: 'adapter', id: 'adapter-2' });
    const before = made.aside;
    // A restoration that nobody warmed up for does it itself.
    const { waitedFor } = made;
    await engine.restore(2, engine.keepPhoto(plainPicture(16, 16)).id, null, new ResultCollector());
    expect(made.aside).toBeGreaterThan(before);
    expect(made.waitedFor).toBe(waitedFor);
    expect(await engine.warmUp()).toMatchObject({ pipelines: 0 });
  });
});

describe('the measure of a GPU', { tags: 'thorough' }, () => {
  afterAll(() => startBackend('cpu'));

  it('is a small tile and a larger one, within the memory that is allowed', async () => {
    const backend = await startBackend('webgpu');
    if (backend.webgpu === null) throw new Error('WebGPU is not running.');
    // The same adapter, taken for one that is worth measuring.
    const webgpu = { ...backend.webgpu, isSoftwareAdapter: false };
    const device = new Device({ ...backend, webgpu });
    const { config, model } = await fetchBackbone(backboneUrl);
    const backbone = await residentBackbone(config, model);
    moveToGpu(backbone.tensors.values());
    const selection = selectionOf({ kind: 'backbone', head: 'x2' }, backbone, []);
    const room = 24e6;

    await warmUp(device, selection, device.residentBytes + room);
    const [small, large, ...others] = device.measured.get(selection.route) ?? [];
    if (small === undefined || large === undefined) throw new Error('Two tiles were not measured.');
    expect(others).toEqual([]);
    expect([small.pixels, large.pixels]).toEqual([16 ** 2, 32 ** 2]);
    expect(large.gpuBytes).toBeLessThanOrEqual(room);
    expect(large.gpuBytes / small.gpuBytes).toBeGreaterThan(3.5);
    expect(large.milliseconds).toBeGreaterThan(small.milliseconds);
    device.release();
  }, 400_000);
});
