import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomInput, TestGpu } from '../testGpu';
import * as tf from '../tf';

describe('the software adapter’s sums and means', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  it('take the place of tfjs’s own', async () => {
    const before = gpu.pipelines('softwareSum');
    await gpu.values([randomInput([3, 5], gpu.random())], (x) => tf.sum(x, 0));
    await gpu.values([randomInput([3, 5], gpu.random())], (x) => tf.sum(x, 1));
    expect(gpu.pipelines('softwareSum')).toBe(before + 2);
  });

  it.each<{ shape: number[]; axis: number[] | undefined; keepDims?: boolean }>([
    { shape: [7], axis: [0] },
    { shape: [256, 24], axis: [0] },
    { shape: [6, 9], axis: [1] },
    { shape: [5, 12], axis: [-1], keepDims: true },
    { shape: [2, 3, 4, 6], axis: [1, 2] },
    { shape: [2, 3, 4, 6], axis: [0, 1, 2], keepDims: true },
    { shape: [2, 3, 4, 5], axis: [2] },
    { shape: [2, 3, 5], axis: undefined },
    // Not side by side: left to tfjs.
    { shape: [3, 4, 5], axis: [0, 2] },
  ])('are right for $shape along $axis', async ({ shape, axis, keepDims }) => {
    const input = randomInput(shape, gpu.random());
    // Each value that is added rounds a sum that itself grows with their number.
    const summands = input.values.length / tf.util.sizeFromShape(kept(shape, axis));
    await gpu.expectParity([input], (x) => tf.sum(x, axis, keepDims), (1e-4 / 256) * summands);
    await gpu.expectParity([input], (x) => tf.mean(x, axis, keepDims), 1e-6);
    await gpu.expectParity(
      [input],
      (x) => tf.grad((t) => tf.square(tf.mean(t, axis, keepDims)))(x),
      1e-5,
    );
  });

  it('leave whole numbers whole', async () => {
    const found = await gpu.values([randomInput([4, 3], gpu.random(), 9)], (x) =>
      tf.cast(tf.sum(tf.cast(x, 'int32'), 0), 'float32'),
    );
    expect([...found].every(Number.isInteger)).toBe(true);
  });
});

function kept(
  shape: readonly number[],
  axis: readonly number[] = shape.map((_, i) => i),
): number[] {
  return shape.filter((_, i) => !axis.includes(i) && !axis.includes(i - shape.length));
}
