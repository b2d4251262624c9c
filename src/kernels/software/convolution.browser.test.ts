import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomInput, TestGpu } from '../testGpu';
import * as tf from '../tf';

/** Sums of up to 5 · 5 · 16 products of numbers below 1. */
const tolerance = 3e-5;

interface Case {
  /** `[N,H,W,C]`. */
  readonly x: readonly number[];
  /** `[kH,kW,in,out]`. */
  readonly filter: readonly number[];
  readonly stride?: number;
  readonly pad?: 'same' | 'valid' | number;
}

const cases: Case[] = [
  { x: [1, 1, 1, 1], filter: [1, 1, 1, 1] },
  { x: [1, 7, 9, 3], filter: [3, 3, 3, 16] },
  { x: [1, 5, 4, 16], filter: [3, 3, 16, 3] },
  { x: [2, 6, 11, 5], filter: [3, 3, 5, 7] },
  { x: [1, 8, 13, 4], filter: [5, 5, 4, 6] },
  { x: [1, 3, 2, 2], filter: [5, 5, 2, 3] },
  { x: [1, 9, 7, 6], filter: [1, 1, 6, 10] },
  { x: [1, 6, 10, 3], filter: [1, 3, 3, 4] },
  { x: [1, 6, 10, 3], filter: [4, 2, 3, 5] },
  { x: [1, 8, 9, 3], filter: [3, 3, 3, 5], pad: 'valid' },
  { x: [2, 9, 8, 3], filter: [3, 3, 3, 5], stride: 2 },
  // The halving convolution of the networks.
  { x: [1, 8, 12, 6], filter: [4, 4, 6, 6], stride: 2, pad: 1 },
  { x: [2, 10, 14, 5], filter: [4, 4, 5, 7], stride: 2, pad: 1 },
];

describe('the software adapter’s convolution', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  const conv = (x: tf.Tensor, filter: tf.Tensor, { stride = 1, pad = 'same' }: Omit<Case, 'x'>) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad, 'NHWC', [1, 1], rounding(pad));
  const rounding = (pad: Case['pad']) => (typeof pad === 'number' ? 'floor' : undefined);

  it('takes the place of tfjs’s own', async () => {
    expect(gpu.pipelines('softwareConvolution')).toBe(0);
    const random = gpu.random();
    const inputs = [randomInput([1, 4, 4, 2], random), randomInput([3, 3, 2, 2], random)];
    await gpu.values(inputs, (x, filter) => conv(x, filter, { filter: [] }));
    expect(gpu.pipelines('softwareConvolution')).toBe(1);
    await gpu.values(inputs, (x, filter) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        activation: 'relu',
      }),
    );
    expect(gpu.pipelines('softwareConvolution')).toBe(2);
  });

  it.each(cases)('is right for $x ∗ $filter, stride $stride, padding $pad', async (sizes) => {
    const random = gpu.random();
    await gpu.expectParity(
      [randomInput(sizes.x, random), randomInput(sizes.filter, random)],
      (x, filter) => conv(x, filter, sizes),
      tolerance,
    );
  });

  it('is right for padding that differs by side', async () => {
    const random = gpu.random();
    const pad: [[0, 0], [number, number], [number, number], [0, 0]] = [
      [0, 0],
      [2, 0],
      [0, 1],
      [0, 0],
    ];
    await gpu.expectParity(
      [randomInput([1, 6, 7, 3], random), randomInput([3, 3, 3, 2], random)],
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad),
      tolerance,
    );
  });

  describe.each([undefined, 'linear', 'relu', 'leakyrelu'] as const)(
    'fused, then %s',
    (activation) => {
      it.each([
        { x: [1, 7, 9, 3], filter: [3, 3, 3, 16], bias: [16] },
        { x: [1, 5, 6, 5], filter: [3, 3, 5, 3], bias: [3] },
        { x: [1, 5, 6, 5], filter: [5, 5, 5, 7], bias: [7] },
        { x: [1, 4, 5, 3], filter: [3, 3, 3, 1], bias: [1] },
        { x: [1, 4, 5, 3], filter: [3, 3, 3, 6], bias: [1] },
        { x: [1, 4, 5, 3], filter: [3, 3, 3, 5], bias: null },
      ])('adds a bias of $bias to $filter', async ({ x, filter, bias }) => {
        const random = gpu.random();
        const inputs = [randomInput(x, random), randomInput(filter, random)];
        if (bias !== null) inputs.push(randomInput(bias, random, 3));
        await gpu.expectParity(
          inputs,
          (image, weights, offset) =>
            tf.fused.conv2d({
              x: image as tf.Tensor4D,
              filter: weights as tf.Tensor4D,
              strides: 1,
              pad: 'same',
              ...(offset && { bias: offset }),
              ...(activation && { activation }),
              leakyreluAlpha: 0.3,
            }),
          tolerance,
        );
      });
    },
  );

  describe('leaves to tfjs', () => {
    it.each([[[2, 2]], [[2, 1]], [[1, 3]]] as [[number, number]][])(
      'kernels dilated by %j',
      async (dilations) => {
        const random = gpu.random();
        const ours = gpu.pipelines('softwareConvolution');
        await gpu.expectParity(
          [randomInput([1, 9, 10, 3], random), randomInput([3, 3, 3, 5], random)],
          (x, filter) =>
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', dilations),
          tolerance,
        );
        expect(gpu.pipelines('softwareConvolution')).toBe(ours);
      },
    );

    it.each(['elu', 'sigmoid'] as const)('the activation %s', async (activation) => {
      const random = gpu.random();
      const ours = gpu.pipelines('softwareConvolution');
      const inputs = [[1, 6, 7, 3], [3, 3, 3, 5], [5]].map((shape) => randomInput(shape, random));
      await gpu.expectParity(
        inputs,
        (x, filter, bias) =>
          tf.fused.conv2d({
            x: x as tf.Tensor4D,
            filter: filter as tf.Tensor4D,
            strides: 1,
            pad: 'same',
            bias,
            activation,
          }),
        1e-4,
      );
      expect(gpu.pipelines('softwareConvolution')).toBe(ours);
    });

    it('depthwise kernels', async () => {
      const random = gpu.random();
      const inputs = [[1, 7, 6, 5], [5, 5, 5, 1], [5]].map((shape) => randomInput(shape, random));
      await gpu.expectParity(
        inputs,
        (x, filter, bias) =>
          tf.fused.depthwiseConv2d({
            x: x as tf.Tensor4D,
            filter: filter as tf.Tensor4D,
            strides: 1,
            pad: 'same',
            bias,
          }),
        tolerance,
      );
    });
  });

  it('has the gradient of tfjs’s own', async () => {
    const random = gpu.random();
    const sizes = { filter: [], stride: 2, pad: 1 };
    await gpu.expectParity(
      [
        [1, 8, 6, 3],
        [4, 4, 3, 5],
        [1, 4, 3, 5],
      ].map((shape) => randomInput(shape, random)),
      (x, filter, dy) => tf.grad((t) => conv(t, filter, sizes))(x, dy),
      tolerance,
    );
  });
});
