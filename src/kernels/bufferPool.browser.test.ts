import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gpuBytes, trimBufferPool } from './bufferPool';
import { moveToGpu } from './moveToGpu';
import { randomInput, TestGpu } from './testGpu';
import * as tf from './tf';

describe('the pool of GPU buffers', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  function bytes(): number {
    const found = gpuBytes();
    if (found === null) throw new Error('WebGPU is not running.');
    return found;
  }

  /** A sum over tensors of sizes that no other call has, each in a buffer of its own. */
  async function touchNewSizes(): Promise<void> {
    const random = gpu.random();
    for (let i = 1; i <= 20; i++) {
      const input = randomInput([4096 + 64 * i], random);
      const found = await gpu.values([input], (x) => tf.mul(x, 2));
      gpu.expectClose(
        found,
        input.values.map((x) => 2 * x),
        1e-6,
      );
    }
  }

  it('grows with every new size, and goes back to what is in use when trimmed', async () => {
    await gpu.values([randomInput([10], gpu.random())], (x) => tf.mul(x, 2));
    const kept = tf.keep(tf.mul(tf.tensor1d(randomInput([1000], gpu.random()).values), 3));
    // Reading submits: buffers of what is only recorded are not free yet.
    await kept.data();
    trimBufferPool();
    const before = bytes();

    await touchNewSizes();
    // Two tensors and a buffer to read from for each size, of 16 kB and more.
    expect(bytes() - before).toBeGreaterThan(20 * 3 * 4096 * 4);

    trimBufferPool();
    expect(bytes()).toBe(before);
    const { numBytesInGPU } = tf.memory() as tf.MemoryInfo & { numBytesInGPU: number };
    expect(bytes()).toBe(numBytesInGPU);
    expect(kept.isDisposed).toBe(false);
    kept.dispose();
  });

  it('leaves what is in use, and later operations, as they were', async () => {
    const input = randomInput([777], gpu.random());
    await tf.setBackend('webgpu');
    const inUse = tf.tidy(() => tf.mul(tf.tensor1d(input.values), 3));
    await touchNewSizes();
    trimBufferPool();
    await touchNewSizes();
    trimBufferPool();
    gpu.expectClose(
      await inUse.data(),
      input.values.map((x) => 3 * x),
      1e-6,
    );
    inUse.dispose();
  });

  it('may be trimmed between a kernel’s dispatch and its submission', async () => {
    const input = randomInput([555], gpu.random());
    const found = await gpu.values([input], (x) => {
      const doubled = tf.tidy(() => tf.add(tf.mul(x, 1.5), tf.mul(x, 0.5)));
      trimBufferPool();
      return doubled;
    });
    gpu.expectClose(
      found,
      input.values.map((x) => 2 * x),
      1e-6,
    );
  });

  it('may be trimmed when an upload to a recycled buffer is recorded only', async () => {
    const input = randomInput([333], gpu.random());
    // Leaves a buffer of that size in the pool.
    await gpu.values([input], (x) => tf.mul(x, 2));
    const uploaded = tf.tensor1d(input.values);
    moveToGpu([uploaded]);
    uploaded.dispose();
    trimBufferPool();
    const found = await gpu.values([input], (x) => tf.mul(x, 3));
    gpu.expectClose(
      found,
      input.values.map((x) => 3 * x),
      1e-6,
    );
  });

  it('is none off WebGPU', async () => {
    await tf.setBackend('cpu');
    expect(gpuBytes()).toBeNull();
    expect(() => trimBufferPool()).not.toThrow();
    await tf.setBackend('webgpu');
  });
});
