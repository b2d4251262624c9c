import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestGpu, type TestInput } from './testGpu';
import * as tf from './tf';

const functions = [
  { name: 'sine', compute: tf.sin, exact: Math.sin },
  { name: 'cosine', compute: tf.cos, exact: Math.cos },
];

/** WGSL promises its own sine to 2⁻¹¹ only; three units in float32's last place near 1 are meant. */
const tolerance = 3e-7;

describe.each(functions)('$name on the GPU', ({ compute, exact }) => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  async function check(values: Float32Array): Promise<void> {
    const input: TestInput = { shape: [values.length], values };
    const found = await gpu.values([input], (x) => compute(x));
    gpu.expectClose(found, Float64Array.from(values, exact), tolerance);
  }

  it('is good to float32 within a thousand radians', async () => {
    const random = gpu.random();
    await check(Float32Array.from({ length: 20_001 }, () => random.between(-1000, 1000)));
  });

  it('is good to float32 near 0, where phases lie', async () => {
    const random = gpu.random();
    await check(Float32Array.from({ length: 5000 }, () => random.between(-7, 7)));
  });

  it('is good to float32 at and beside multiples of π/4, where the quadrant changes', async () => {
    const multiples = Array.from({ length: 2401 }, (_, i) => ((i - 1200) * Math.PI) / 4);
    const beside = multiples.flatMap((x) => [x, x * (1 + 2 ** -23), x * (1 - 2 ** -23)]);
    await check(Float32Array.from(beside));
  });

  it('keeps the shape', async () => {
    const x = Float32Array.of(0, 1, 2, 3, 4, 5);
    const found = await gpu.values([{ shape: [1, 2, 3], values: x }], (t) => {
      const result = compute(t);
      expect(result.shape).toEqual([1, 2, 3]);
      return result;
    });
    gpu.expectClose(found, Float64Array.from(x, exact), tolerance);
  });
});

describe('the gradients of sine and cosine on the GPU', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  it('follow the precise kernels', async () => {
    const random = gpu.random();
    const values = Float32Array.from({ length: 999 }, () => random.between(-500, 500));
    const input = { shape: [999], values };
    const slopeOfSine = await gpu.values([input], (x) => tf.grad((t) => tf.sin(t))(x));
    gpu.expectClose(slopeOfSine, Float64Array.from(values, Math.cos), tolerance);
    const slopeOfCosine = await gpu.values([input], (x) => tf.grad((t) => tf.cos(t))(x));
    gpu.expectClose(
      slopeOfCosine,
      Float64Array.from(values, (x) => -Math.sin(x)),
      tolerance,
    );
  });
});
