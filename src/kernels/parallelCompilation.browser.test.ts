import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compileAhead } from './parallelCompilation';
import { randomInput, TestGpu } from './testGpu';
import * as tf from './tf';

describe('pipelines compiled ahead', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.startAnew();
  });
  afterEach(() => gpu.expectNoErrors());

  /** Uses programs that nothing here has used before. */
  const compute = (x: tf.Tensor) => tf.mul(tf.softplus(tf.cosh(x)), tf.selu(x));

  it('are those that the computation then runs through', async () => {
    const { numTensors } = tf.memory();
    const x = tf.tensor1d(randomInput([50], gpu.random()).values);
    expect(await compileAhead(() => compute(x))).toBe(4);
    x.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
    const before = gpu.compiled();
    await gpu.expectParity([randomInput([50], gpu.random())], compute, 1e-5);
    expect(gpu.compiled()).toBe(before);
    // The measure would see a program that was not compiled.
    await gpu.expectParity([randomInput([50], gpu.random())], (y) => tf.sinh(y), 1e-5);
    expect(gpu.compiled()).toBe(before + 1);
  });

  it('are compiled once', async () => {
    const x = tf.tensor1d([1, 2]);
    expect(await compileAhead(() => compute(x))).toBe(0);
    x.dispose();
  });

  it('leave computing as it is where the computation throws', async () => {
    const mistake = new Error('a mistake of ours');
    const failing = compileAhead(() => {
      throw mistake;
    });
    await expect(failing).rejects.toBe(mistake);
    await gpu.expectParity([randomInput([50], gpu.random())], compute, 1e-5);
  });

  it('are none off WebGPU', async () => {
    await tf.setBackend('cpu');
    expect(await compileAhead(() => tf.tensor1d([1]))).toBe(0);
    await tf.setBackend('webgpu');
  });
});
