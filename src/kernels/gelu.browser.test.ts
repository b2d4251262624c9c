import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { composedGelu, gelu } from './gelu';
import { randomInput, TestGpu } from './testGpu';
import * as tf from './tf';

describe('GELU on the GPU', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  it('comes from its own kernel', async () => {
    expect(gpu.pipelines('ExactGelu')).toBe(0);
    await gpu.values([randomInput([3], gpu.random())], gelu);
    expect(gpu.pipelines('ExactGelu')).toBe(1);
  });

  it.each([[[1]], [[7, 5]], [[1, 9, 11, 13]]])('equals the composed one at %j', async (shape) => {
    await gpu.expectParity([randomInput(shape, gpu.random(), 8)], gelu, 2e-6, composedGelu);
  });

  it('stays right where it saturates', async () => {
    const values = Float32Array.of(-1e4, -40, -6, -0, 0, 1e-8, 6, 40, 1e4);
    await gpu.expectParity([{ shape: [9], values }], gelu, 2e-6, composedGelu);
    const found = await gpu.values([{ shape: [9], values }], gelu);
    expect(found[8]).toBe(1e4);
    expect(Math.abs(found[0] ?? Number.NaN)).toBe(0);
  });

  it('is the exact one: x·Φ(x), not the tanh approximation', async () => {
    // Φ(1) = 0.8413447, Φ(−2) = 0.0227501 (Abramowitz & Stegun, table 26.1).
    const values = Float32Array.of(1, -2, 3);
    const found = await gpu.values([{ shape: [3], values }], gelu);
    gpu.expectClose(found, [0.8413447, -0.0455003, 2.9959503], 1e-6);
  });

  it('has the composed one’s gradient', async () => {
    const random = gpu.random();
    const inputs = [randomInput([5, 41], random, 5), randomInput([5, 41], random)];
    await gpu.expectParity(
      inputs,
      (x, dy) => tf.grad((t) => gelu(t))(x, dy),
      3e-6,
      (x, dy) => tf.grad((t) => composedGelu(t))(x, dy),
    );
  });
});
