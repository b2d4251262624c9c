import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomInput, TestGpu } from '../testGpu';
import * as tf from '../tf';

describe('the software adapter’s rows that meet a map', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  const operations = [tf.add, tf.sub, tf.mul];

  it.each([
    { map: [5, 24], row: [24], takes: true },
    { map: [2, 3, 3, 6], row: [6], takes: true },
    { map: [2, 3, 3, 5], row: [1, 1, 1, 5], takes: true },
    { map: [4, 3], row: [4, 1], takes: false },
    { map: [4, 3], row: [4, 3], takes: false },
    { map: [4, 3], row: [1], takes: false },
  ])('is right for $map and $row', async ({ map, row, takes }) => {
    const random = gpu.random();
    for (const operation of operations) {
      const before = gpu.pipelines('softwareBroadcast');
      const [a, b] = [randomInput(map, random), randomInput(row, random)];
      await gpu.expectParity([a, b], (x, y) => operation(x, y), 1e-6);
      await gpu.expectParity([b, a], (x, y) => operation(x, y), 1e-6);
      if (!takes) expect(gpu.pipelines('softwareBroadcast')).toBe(before);
    }
    if (takes) expect(gpu.pipelines('softwareBroadcast')).toBeGreaterThan(0);
  });
});
