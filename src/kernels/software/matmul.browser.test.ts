import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomInput, TestGpu } from '../testGpu';
import * as tf from '../tf';

/** Sums of up to 130 products of numbers below 1. */
const tolerance = 2e-5;

interface Product {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

const transposed = (shape: readonly number[], isTransposed: boolean) => {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return isTransposed ? [...shape.slice(0, -2), columns, rows] : shape;
};

const sizes = [
  [1, 1, 1],
  [1, 5, 1],
  [3, 130, 2],
  [4, 8, 16],
  [5, 7, 9],
  [33, 17, 66],
] as const;

const plain: Product[] = sizes.flatMap(([rows, inner, columns]) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({
      a: transposed([rows, inner], transposeA),
      b: transposed([inner, columns], transposeB),
      transposeA,
      transposeB,
    })),
  ),
);

const batched: Product[] = [
  { a: [3, 5, 7], b: [3, 7, 6] },
  { a: [2, 3, 5, 7], b: [2, 3, 9, 7], transposeB: true },
  { a: [2, 3, 7, 5], b: [2, 3, 7, 9], transposeA: true },
  // One matrix for the whole batch, on either side.
  { a: [5, 7], b: [3, 7, 6] },
  { a: [1, 5, 7], b: [4, 7, 3] },
  { a: [3, 5, 7], b: [7, 6] },
  { a: [2, 2, 5, 7], b: [1, 1, 7, 2] },
  { a: [2, 2, 5, 7], b: [3, 7], transposeB: true },
];

describe('the software adapter’s matrix product', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  it('takes the place of tfjs’s own', async () => {
    expect(gpu.pipelines('softwareMatmul')).toBe(0);
    const random = gpu.random();
    await gpu.values([randomInput([2, 2], random), randomInput([2, 2], random)], (a, b) =>
      tf.matMul(a, b),
    );
    expect(gpu.pipelines('softwareMatmul')).toBe(1);
    await gpu.values([randomInput([2, 2], random), randomInput([2, 2], random)], (a, b) =>
      tf.fused.matMul({ a, b, activation: 'relu' }),
    );
    expect(gpu.pipelines('softwareMatmul')).toBe(2);
  });

  const isRight = async ({ a, b, transposeA = false, transposeB = false }: Product) => {
    const random = gpu.random();
    const before = gpu.pipelines('matMul');
    await gpu.expectParity(
      [randomInput(a, random), randomInput(b, random)],
      (left, right) => tf.matMul(left, right, transposeA, transposeB),
      tolerance,
    );
    expect(gpu.pipelines('matMul')).toBe(before);
  };
  const title = 'is right for $a · $b, transposed $transposeA $transposeB';
  // The four ways to lay matrices out, of one size, and four of a batch.
  it.each([...plain.slice(12, 16), ...batched.slice(0, 4)])(title, isRight);
  it.each([...plain.toSpliced(12, 4), ...batched.slice(4)])(title, { tags: 'thorough' }, isRight);

  it('is right for more blocks than one dimension of a dispatch takes', {
    tags: 'thorough',
  }, async () => {
    const random = gpu.random();
    const inputs = [randomInput([4100, 2], random), randomInput([2, 4100], random)];
    await gpu.expectParity(inputs, (a, b) => tf.matMul(a, b), tolerance);
  });

  describe.each([undefined, 'linear', 'relu', 'leakyrelu'] as const)(
    'fused, then %s',
    (activation) => {
      it.each([
        { rows: 6, columns: 7, bias: [7] },
        { rows: 5, columns: 8, bias: [1, 8] },
        { rows: 5, columns: 9, bias: [1] },
        { rows: 3, columns: 1, bias: [1] },
        { rows: 3, columns: 5, bias: null },
      ])('adds a bias of $bias to $columns columns', async ({ rows, columns, bias }) => {
        const random = gpu.random();
        const inputs = [randomInput([rows, 11], random), randomInput([11, columns], random)];
        if (bias !== null) inputs.push(randomInput(bias, random, 3));
        await gpu.expectParity(
          inputs,
          (a, b, offset) =>
            tf.fused.matMul({
              a: a as tf.Tensor,
              b: b as tf.Tensor,
              ...(offset && { bias: offset }),
              ...(activation && { activation }),
              leakyreluAlpha: 0.3,
            }),
          tolerance,
        );
      });
    },
  );

  it('multiplies negatives by the slope that the call names', async () => {
    const random = gpu.random();
    const inputs = [randomInput([3, 4], random), randomInput([4, 5], random)];
    for (const leakyreluAlpha of [0, 0.05, 1, 2.5]) {
      await gpu.expectParity(
        inputs,
        (a, b) => tf.fused.matMul({ a, b, activation: 'leakyrelu', leakyreluAlpha }),
        tolerance,
      );
    }
  });

  it('adds a bias to every matrix of a batch', async () => {
    const random = gpu.random();
    const inputs = [[3, 5, 7], [3, 7, 6], [6]].map((shape) => randomInput(shape, random));
    await gpu.expectParity(inputs, (a, b, bias) => tf.fused.matMul({ a, b, bias }), tolerance);
  });

  describe('leaves to tfjs', () => {
    it.each(['elu', 'relu6', 'sigmoid'] as const)('the activation %s', async (activation) => {
      const random = gpu.random();
      const inputs = [[5, 7], [7, 6], [6]].map((shape) => randomInput(shape, random, 3));
      const ours = gpu.pipelines('softwareMatmul');
      await gpu.expectParity(
        inputs,
        (a, b, bias) => tf.fused.matMul({ a, b, bias, activation }),
        1e-4,
      );
      expect(gpu.pipelines('softwareMatmul')).toBe(ours);
    });

    it('prelu, which has weights of its own', async () => {
      const random = gpu.random();
      const inputs = [[5, 7], [7, 6], [6]].map((shape) => randomInput(shape, random));
      await gpu.expectParity(
        inputs,
        (a, b, slopes) =>
          tf.fused.matMul({ a, b, activation: 'prelu', preluActivationWeights: slopes }),
        tolerance,
      );
    });
  });

  it('has the gradients of tfjs’s own', async () => {
    const random = gpu.random();
    const shapes = [
      [5, 7],
      [7, 6],
      [5, 6],
    ];
    for (const wanted of [0, 1]) {
      await gpu.expectParity(
        shapes.map((shape) => randomInput(shape, random)),
        (a, b, dy) =>
          tf.grads((x, y) => tf.matMul(x, y))([a, b], dy)[wanted] ?? tf.scalar(Number.NaN),
        tolerance,
      );
    }
  });
});
