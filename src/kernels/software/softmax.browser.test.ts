import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomInput, TestGpu } from '../testGpu';
import * as tf from '../tf';

describe('the software adapter’s softmax', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  it('takes the place of tfjs’s own', async () => {
    expect(gpu.pipelines('softwareSoftmax')).toBe(0);
    await gpu.values([randomInput([2, 3], gpu.random())], (x) => tf.softmax(x));
    expect(gpu.pipelines('softwareSoftmax')).toBe(1);
  });

  it.each([[[1]], [[5]], [[3, 1]], [[7, 64]], [[2, 4, 9, 11]], [[1, 1000]]])(
    'is right at %j',
    async (shape) => {
      await gpu.expectParity([randomInput(shape, gpu.random(), 5)], (x) => tf.softmax(x), 1e-6);
    },
  );

  it('is right where exponentials would overflow', async () => {
    const random = gpu.random();
    for (const middle of [1e4, -1e4]) {
      const input = randomInput([9, 33], random, 20, middle);
      await gpu.expectParity([input], (x) => tf.softmax(x), 1e-5);
    }
    await gpu.expectParity([randomInput([9, 33], random, 1e4)], (x) => tf.softmax(x), 1e-5);
  });

  it('gives masked positions nothing, and everything where all are masked alike', async () => {
    const random = gpu.random();
    const scores = randomInput([6, 64], random, 3);
    const isOpen = (i: number) => i < 64 || i % 3 === 0;
    const masked = scores.values.map((value, i) => (isOpen(i) ? value : value - 100));
    const allMasked = scores.values.map((value) => value - 100);
    await gpu.expectParity([{ shape: [6, 64], values: masked }], (x) => tf.softmax(x), 1e-6);
    const found = await gpu.values([{ shape: [6, 64], values: masked }], (x) => tf.softmax(x));
    expect(Math.max(...found.filter((_, i) => !isOpen(i)))).toBeLessThan(1e-30);
    const unmasked = await gpu.values([scores], (x) => tf.softmax(x));
    const shifted = await gpu.values([{ shape: [6, 64], values: allMasked }], (x) => tf.softmax(x));
    gpu.expectClose(shifted, unmasked, 1e-5);
  });

  it('sums to 1 in every row', async () => {
    const sums = await gpu.values([randomInput([50, 77], gpu.random(), 10)], (x) =>
      tf.sum(tf.softmax(x), -1),
    );
    gpu.expectClose(sums, new Float32Array(50).fill(1), 2e-6);
  });

  it('has the gradient of tfjs’s own', async () => {
    const random = gpu.random();
    const inputs = [randomInput([5, 12], random, 3), randomInput([5, 12], random)];
    await gpu.expectParity(inputs, (x, dy) => tf.grad((t) => tf.softmax(t))(x, dy), 1e-6);
  });
});
