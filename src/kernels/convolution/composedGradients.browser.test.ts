import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { startCpu, startWasm } from '../backends/fallbacks';
import { startWebGpu, type WebGpuSession } from '../backends/webgpu';
import { randomInput, type TestInput, testSeed } from '../testGpu';
import * as tf from '../tf';

/** Gradients of all inputs at once, on one backend, weighted so that none is symmetric. */
async function gradients(
  backend: 'wasm' | 'webgpu' | 'cpu',
  inputs: readonly TestInput[],
  compute: (...tensors: tf.Tensor[]) => tf.Tensor,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const tensors = inputs.map(({ shape, values }) => tf.tensor(values, [...shape]));
  const results = tf.tidy(() =>
    tf.grads((...given: tf.Tensor[]) => tf.sum(tf.sin(compute(...given))))(tensors),
  );
  const values = await Promise.all(results.map((result) => result.data()));
  tf.dispose([...tensors, ...results]);
  return values as Float32Array[];
}

describe.each(['wasm', 'webgpu'] as const)('gradients on %s', (backend) => {
  let webgpu: WebGpuSession | null = null;
  beforeAll(async () => {
    await startCpu();
    if (backend === 'webgpu') webgpu = await startWebGpu();
    else await startWasm();
  });
  afterAll(() => expect(webgpu?.takeErrors() ?? []).toEqual([]));

  const random = seededRandom(testSeed);
  const image = randomInput([2, 7, 5, 6], random);
  it.each<[string, TestInput[], (...tensors: tf.Tensor[]) => tf.Tensor]>([
    [
      'a 3×3 convolution',
      [image, randomInput([3, 3, 6, 4], random)],
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
    ],
    [
      'a 1×1 convolution',
      [image, randomInput([1, 1, 6, 3], random)],
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
    ],
    [
      'a depthwise 3×3 convolution',
      [image, randomInput([3, 3, 6, 1], random)],
      (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
    ],
    [
      'a depthwise 5×5 convolution',
      [image, randomInput([5, 5, 6, 1], random)],
      (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
    ],
    [
      'a product of matrices',
      [randomInput([5, 7], random), randomInput([7, 3], random)],
      (a, b) => tf.matMul(a, b),
    ],
    [
      'a transposed product of stacks of one',
      [randomInput([1, 7, 5], random), randomInput([1, 3, 7], random)],
      (a, b) => tf.matMul(a, b, true, true),
    ],
    [
      'products of stacks',
      [randomInput([2, 3, 5, 7], random), randomInput([2, 3, 4, 7], random)],
      (a, b) => tf.matMul(a, b, false, true),
    ],
  ])('are those of plain JavaScript for %s', async (_, inputs, compute) => {
    const expected = await gradients('cpu', inputs, compute);
    const found = await gradients(backend, inputs, compute);
    expect(found).toHaveLength(inputs.length);
    found.forEach((gradient, i) => {
      const reference = expected[i] ?? new Float32Array();
      expect(gradient).toHaveLength(reference.length);
      const error = gradient.reduce(
        (largest, value, j) => Math.max(largest, Math.abs(value - (reference[j] ?? Number.NaN))),
        0,
      );
      expect(error, `input ${i}, seed ${testSeed}`).toBeLessThan(1e-4);
    });
  });
});

describe('gradients on WASM', () => {
  it.each([
    ['of another stride', [3, 3, 2, 2], 2],
    ['of even kernels', [2, 2, 2, 2], 1],
  ] as const)('leaves the input’s gradient %s to tfjs', async (_, shape, stride) => {
    await startWasm();
    const inputs = [randomInput([1, 8, 8, 2], seededRandom(testSeed))];
    const filter = randomInput(shape, seededRandom(testSeed + 1));
    const compute = (x: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, tf.tensor4d(filter.values, [...shape]), stride, 'same');
    const [expected] = await gradients('cpu', inputs, compute);
    const [found] = await gradients('wasm', inputs, compute);
    expect(found).toHaveLength(expected?.length ?? 0);
    for (const [i, value] of found?.entries() ?? []) {
      expect(value).toBeCloseTo(expected?.[i] ?? Number.NaN, 4);
    }
  });

  it('refuses a filter’s gradient of another stride, rather than a wrong one', async () => {
    await startWasm();
    const x = tf.ones([1, 8, 8, 2]) as tf.Tensor4D;
    const filter = tf.ones([3, 3, 2, 2]) as tf.Tensor4D;
    const ofFilter = tf.grad((f) => tf.conv2d(x, f as tf.Tensor4D, 2, 'same'));
    expect(() => ofFilter(filter)).toThrow('Conv2DBackpropFilter cannot be computed on wasm');
    tf.dispose([x, filter]);
  });
});
