import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomInput, TestGpu } from '../testGpu';
import * as tf from '../tf';

describe('the software adapter’s turned matrices', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  it.each([[[1, 7]], [[96, 288]], [[33, 5]]])('are right at %j', async (shape) => {
    await gpu.expectParity([randomInput(shape, gpu.random())], (x) => tf.transpose(x), 1e-7);
    expect(gpu.pipelines('softwareTranspose')).toBeGreaterThan(0);
  });

  it('leave other orders to tfjs', async () => {
    const before = gpu.pipelines('softwareTranspose');
    await gpu.expectParity(
      [randomInput([2, 3, 4], gpu.random())],
      (x) => tf.transpose(x, [2, 0, 1]),
      1e-7,
    );
    expect(gpu.pipelines('softwareTranspose')).toBe(before);
  });
});
