import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gpuBytes, gpuBytesInUse } from '../kernels/bufferPool';
import { resultPrecision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import { psnr } from '../metrics/psnr';
import { chosenPrecision } from './backends/chosenPrecision';
import { halvesError, halvesTolerance } from './backends/halvesCheck';
import { type RunningBackend, startBackend } from './backends/startBackend';
import type { WebGpuSession } from './backends/webgpu';
import type { Precision, RestoreReport } from './protocol';
import {
  adapterFile,
  backboneUrl,
  largestDifference,
  noisyScene,
  ResultCollector,
} from './testRestoration';
import { WorkerEngine } from './workerEngine';

describe('the check of 16-bit numbers', () => {
  let backend: RunningBackend;
  let session: WebGpuSession;
  beforeAll(async () => {
    backend = await startBackend('webgpu');
    if (backend.webgpu === null) throw new Error('WebGPU is not running.');
    session = backend.webgpu;
  });
  afterAll(async () => {
    await session.device.queue.onSubmittedWorkDone();
    expect(session.takeErrors()).toEqual([]);
    await startBackend('cpu');
  });

  const read = async (compute: () => tf.Tensor) => {
    const output = tf.tidy(compute);
    const values = (await output.data()) as Float32Array;
    output.dispose();
    return values;
  };

  it('passes where they are right, well below what it allows', async () => {
    const error = await halvesError(read);
    expect(error).toBeLessThan(halvesTolerance / 4);
    // What was measured for it leaves nothing behind.
    expect(gpuBytes()).toBe(gpuBytesInUse());
    // They are 16-bit numbers.
    expect(error).toBeGreaterThan(1e-4);
    expect(await chosenPrecision(session, 'f16')).toEqual({ precision: 'f16', reason: null });
  });

  it.each([
    {
      name: 'an activation left out',
      kernel: 'DepthwiseGelu',
      wrong: ((call, right) => right({ ...call, attrs: { form: 'plain' } })) as Wrong,
    },
    {
      name: 'halves in the wrong order',
      kernel: 'ResidualLinear',
      wrong: ((call, right) =>
        right({ ...call, inputs: { ...call.inputs, x: swapped(call.inputs.x) } })) as Wrong,
    },
  ])('falls back to 32 bits where a kernel is wrong: $name', async ({ kernel, wrong }) => {
    const chosen = await withWrongKernel(kernel, wrong, () => chosenPrecision(session, 'f16'));
    expect(chosen.precision).toBe('f32');
    expect(chosen.reason).toMatch(/wrongly.* off by \d\d+ %/);
  });

  it('falls back where the GPU reports an error', async () => {
    const chosen = await withWrongKernel(
      'DepthwiseGelu',
      (call, right) => {
        session.device.createBuffer({ size: 4, usage: 0xffff });
        return right(call);
      },
      () => chosenPrecision(session, 'f16'),
    );
    expect(chosen.precision).toBe('f32');
    expect(chosen.reason).toContain('fails');
  });

  it('is not made where nothing would be gained', async () => {
    const gpu = { ...session, isSoftwareAdapter: false };
    expect(await chosenPrecision(session)).toEqual({ precision: 'f32', reason: null });
    expect(await chosenPrecision(gpu, 'f32')).toEqual({ precision: 'f32', reason: null });
    expect(await chosenPrecision(null)).toEqual({ precision: 'f32', reason: null });
    expect((await chosenPrecision(null, 'f16')).reason).toContain('WebGPU');
    const without = await chosenPrecision({ ...gpu, hasHalves: false });
    expect(without.precision).toBe('f32');
    expect(without.reason).toContain('16-bit');
    expect((await chosenPrecision({ ...gpu, hasHalves: true })).precision).toBe('f16');
  });
});

/** With a kernel in the place of one of this project's, that acts only where halves are stored. */
async function withWrongKernel<Value>(
  kernelName: string,
  wrong: (call: Parameters<tf.KernelFunc>[0], right: tf.KernelFunc) => ReturnType<tf.KernelFunc>,
  run: () => Promise<Value>,
): Promise<Value> {
  const kernel = tf.getKernel(kernelName, 'webgpu');
  tf.unregisterKernel(kernelName, 'webgpu');
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) =>
      resultPrecision() === 'f16' ? wrong(call, kernel.kernelFunc) : kernel.kernelFunc(call),
  });
  try {
    return await run();
  } finally {
    tf.unregisterKernel(kernelName, 'webgpu');
    tf.registerKernel(kernel);
  }
}

type Wrong = (
  call: Parameters<tf.KernelFunc>[0],
  right: tf.KernelFunc,
) => ReturnType<tf.KernelFunc>;

/** The same halves, the two of each word exchanged. */
function swapped(x: unknown): tf.TensorInfo {
  const tensor = x as tf.Tensor4D;
  const [n, h, w, c] = tensor.shape;
  return tf.reshape(tf.reverse(tf.reshape(tensor, [n * h * w * (c / 2), 2]), 1), [n, h, w, c]);
}

describe('a restoration in 16 bits', () => {
  afterAll(() => startBackend('cpu'));

  async function restored(
    precision: Precision,
    around: (restore: () => Promise<RestoreReport>) => Promise<RestoreReport> = (restore) =>
      restore(),
  ) {
    const engine = new WorkerEngine();
    const started = await engine.start({ backend: 'webgpu', precision });
    await engine.loadBackbone(new URL(backboneUrl, location.href).href);
    const { id } = await engine.loadAdapter(await adapterFile('denoise-25'));
    await engine.select({ kind: 'adapter', id });
    const { gpuBytes } = await engine.memory();
    const scene = await noisyScene(96, 64);
    const collector = new ResultCollector();
    const report = await around(() => engine.restore(1, scene.noisy, null, collector));
    const after = await engine.start({});
    await engine.restart({ backend: 'cpu' });
    return { started, report, after, gpuBytes, clean: scene.clean, image: collector.image };
  }

  it('is as good as in 32, with weights of half the size', async () => {
    const full = await restored('f32');
    const half = await restored('f16');
    expect(full.started.precision).toBe('f32');
    expect(full.report.precision).toBe('f32');
    expect(half.started).toMatchObject({ precision: 'f16', precisionReason: null });
    expect(half.report.precision).toBe('f16');
    const quality = (one: typeof full) => psnr(one.image, one.clean, { channels: 'rgb' });
    expect(Math.abs(quality(full) - quality(half))).toBeLessThanOrEqual(0.02);
    expect(quality(half)).toBeGreaterThan(25);
    expect((half.gpuBytes ?? 0) / (full.gpuBytes ?? 0)).toBeLessThan(0.6);
    // It is not the same computation.
    expect(half.image.data).not.toEqual(full.image.data);

    // Where 16 bits do not do, it is the one in 32 bits, but for the weights.
    const burst = await restored('f16', (restore) =>
      withWrongKernel(
        'DepthwiseGelu',
        (call, right) => {
          const { x } = call.inputs;
          return right({ ...call, inputs: { ...call.inputs, x: tf.mul(x as tf.Tensor, 1e7) } });
        },
        restore,
      ),
    );
    expect(burst.started.precision).toBe('f16');
    expect(burst.report.precision).toBe('f32');
    expect(burst.after.precision).toBe('f32');
    expect(burst.after.precisionReason).toContain('did not do');
    expect(largestDifference(burst.image, full.image)).toBeLessThanOrEqual(2);
  });
});
