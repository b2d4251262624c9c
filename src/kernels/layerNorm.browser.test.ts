import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { composedLayerNorm, layerNorm } from './layerNorm';
import { randomInput, TestGpu } from './testGpu';
import * as tf from './tf';

describe('LayerNorm on the GPU', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  it('comes from its own kernel', async () => {
    expect(gpu.pipelines('layerNorm')).toBe(0);
    const inputs = [[2, 3], [3], [3]].map((shape) => randomInput(shape, gpu.random()));
    await gpu.values(inputs, layerNorm);
    expect(gpu.pipelines('layerNorm')).toBe(1);
  });

  it.each([[[3, 1]], [[5, 7]], [[1, 9, 7, 96]], [[130, 180]]])(
    'equals the composed one at %j',
    async (shape) => {
      const random = gpu.random();
      const width = shape.at(-1) ?? 1;
      const inputs = [
        randomInput(shape, random, 3, 0.5),
        randomInput([width], random, 1, 1),
        randomInput([width], random),
      ];
      await gpu.expectParity(inputs, layerNorm, 1e-5, composedLayerNorm);
    },
  );

  it('keeps its precision on rows far from 0', async () => {
    const random = gpu.random();
    const inputs = [
      randomInput([40, 64], random, 1, 300),
      randomInput([64], random, 1, 1),
      randomInput([64], random),
    ];
    // The mean is good to some 1e-4 here; a variance from E[x²] − E[x]² would be off by 1e-2.
    await gpu.expectParity(inputs, layerNorm, 1e-3, composedLayerNorm);
  });

  it('gives the bias for a row without variance', async () => {
    const flat = { shape: [2, 8], values: new Float32Array(16).fill(0.25) };
    const random = gpu.random();
    const bias = randomInput([8], random);
    const found = await gpu.values([flat, randomInput([8], random), bias], layerNorm);
    gpu.expectClose(found, [...bias.values, ...bias.values], 1e-6);
  });

  it('has the composed one’s gradient', async () => {
    const random = gpu.random();
    const inputs = [
      randomInput([1, 5, 3, 33], random, 2, 0.5),
      randomInput([33], random, 1, 1),
      randomInput([33], random),
      randomInput([1, 5, 3, 33], random),
    ];
    await gpu.expectParity(
      inputs,
      (x, weight, bias, dy) => tf.grad((t) => layerNorm(t, weight, bias))(x, dy),
      2e-5,
      (x, weight, bias, dy) => tf.grad((t) => composedLayerNorm(t, weight, bias))(x, dy),
    );
  });
});
