import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebGpuSession } from '../kernels/backends/webgpu';
import { gpuBytes, gpuBytesInUse } from '../kernels/bufferPool';
import { resultPrecision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import { psnr } from '../metrics/psnr';
import { chosenPrecision } from './backends/chosenPrecision';
import { halvesError, halvesTolerance } from './backends/halvesCheck';
import { type RunningBackend, startBackend } from './backends/startBackend';
import { largestDifference, loadPublished, noisyScene, ResultCollector } from './testRestoration';
import { WorkerEngine } from './workerEngine';

describe('the check of 16-bit numbers', { tags: 'thorough' }, () => {
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

describe('a restoration in 16 bits', { tags: 'thorough' }, () => {
  const engine = new WorkerEngine();
  afterAll(() => engine.restart({ backend: 'cpu' }));

  it('is as good as the one in 32 that it falls back to', { timeout: 1_200_000 }, async () => {
    const started = await engine.start({ backend: 'webgpu', precision: 'f16' });
    expect(started).toMatchObject({ precision: 'f16', precisionReason: null });
    const { backbone, adapters } = await loadPublished(engine, ['denoise-25']);
    const adapter = adapters['denoise-25'];
    await engine.select({ kind: 'adapter', id: adapter.id });
    // Two bytes for each weight, and four for the few that scale and shift.
    const { gpuBytes } = await engine.memory();
    const weights = backbone.parameters + adapter.parameters;
    expect(gpuBytes).toBeGreaterThan(2 * weights);
    expect(gpuBytes).toBeLessThan(2.4 * weights);

    const { clean, noisy } = await noisyScene(64, 64);
    const inHalves = new ResultCollector();
    const first = await engine.restore(1, engine.keepPhoto(noisy).id, null, inHalves);
    expect(first.precision).toBe('f16');

    // What is stored is beyond 16 bits from now on.
    const inFull = new ResultCollector();
    const second = await withWrongKernel(
      'DepthwiseGelu',
      (call, right) => {
        const x = tf.mul(call.inputs.x as tf.Tensor, 1e7);
        return right({ ...call, inputs: { ...call.inputs, x } });
      },
      () => engine.restore(2, engine.keepPhoto(noisy).id, null, inFull),
    );
    expect(second.precision).toBe('f32');
    const report = await engine.start({});
    expect(report.precision).toBe('f32');
    expect(report.precisionReason).toContain('did not do');

    const quality = ({ image }: ResultCollector) => psnr(image, clean, { channels: 'rgb' });
    expect(quality(inHalves)).toBeGreaterThan(25);
    expect(Math.abs(quality(inHalves) - quality(inFull))).toBeLessThanOrEqual(0.02);
    expect(largestDifference(inHalves.image, inFull.image)).toBeLessThanOrEqual(3);
    // It is not the same computation.
    expect(inHalves.image.data).not.toEqual(inFull.image.data);
  });
});
