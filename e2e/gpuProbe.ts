import type { Page, Worker } from '@playwright/test';

interface Counts {
  /** Compute dispatches sent to the GPU. */
  dispatches: number;
  /** Results read back from the GPU: one for each tile. */
  readBacks: number;
}

/** What `watchGpu` leaves in the worker's global scope. */
interface Watched {
  gpuCounts: Counts;
  gpuDevice: GPUDevice | null;
}

/**
 * Looks at the worker's GPU from outside the app: whatever the page claims, these are the calls
 * that really went into WebGPU.
 */
export class GpuProbe {
  private constructor(private readonly worker: Worker) {}

  /** Counts from now on. The engine must be running. */
  static async attach(page: Page): Promise<GpuProbe> {
    const worker = page.workers().find((candidate) => /\/worker-[^/]*\.js$/.test(candidate.url()));
    if (worker === undefined) throw new Error('The page has no engine worker.');
    await worker.evaluate(() => {
      const scope = globalThis as typeof globalThis & Watched;
      scope.gpuCounts = { dispatches: 0, readBacks: 0 };
      scope.gpuDevice = null;
      const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
      GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...sizes) {
        scope.gpuCounts.dispatches++;
        return dispatchWorkgroups.apply(this, sizes);
      };
      const { mapAsync } = GPUBuffer.prototype;
      GPUBuffer.prototype.mapAsync = function (...range) {
        scope.gpuCounts.readBacks++;
        return mapAsync.apply(this, range);
      };
      const { createCommandEncoder } = GPUDevice.prototype;
      GPUDevice.prototype.createCommandEncoder = function (...options) {
        scope.gpuDevice = this;
        return createCommandEncoder.apply(this, options);
      };
    });
    return new GpuProbe(worker);
  }

  counts(): Promise<Counts> {
    return this.worker.evaluate(() => (globalThis as typeof globalThis & Watched).gpuCounts);
  }

  /** What the worker's adapter says of itself; throws where there is none. */
  adapter(): Promise<{ readonly words: string[]; readonly isFallback: boolean }> {
    return this.worker.evaluate(async () => {
      const adapter = await navigator.gpu.requestAdapter();
      if (adapter === null) throw new Error('The worker has no WebGPU adapter.');
      const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
      const words = description === '' ? [vendor, architecture] : [description];
      return { words, isFallback: isFallbackAdapter };
    });
  }

  /** Takes the device away from the app, as a driver reset would. It must have computed before. */
  async loseDevice(): Promise<void> {
    await this.worker.evaluate(async () => {
      const { gpuDevice } = globalThis as typeof globalThis & Watched;
      if (gpuDevice === null) throw new Error('Nothing has been computed on a device yet.');
      gpuDevice.destroy();
      await gpuDevice.lost;
    });
  }
}
