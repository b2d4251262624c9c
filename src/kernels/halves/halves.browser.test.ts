import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../../files/float16';
import { adapterCombination } from '../adapter/adapterCombination';
import { adapterGates } from '../adapter/adapterGates';
import { packedParts } from '../adapter/packedAdapter';
import { adapterSpectrum, turnTable } from '../adapter/spectrum';
import { convolve } from '../convolution/convolve';
import { layerNorm } from '../layerNorm';
import { setTiling } from '../products/productProgram';
import { randomInput, TestGpu, type TestInput } from '../testGpu';
import * as tf from '../tf';
import { depthwiseGelu } from '../transformer/depthwiseGelu';
import { normalizedLinear } from '../transformer/normalizedLinear';
import { residualLinear } from '../transformer/residualLinear';
import { crossWindowAttention } from '../transformer/windowAttention';
import { halvedTensor, isHalved } from './halvedTensor';
import { type Precision, withPrecision } from './precision';

/** Largest part of a value that rounding it to a half takes off. */
const halfRounding = 2 ** -11;

const sizes = { hidden: 8, squeeze: 4 };
const packedLength = [...packedParts(sizes).values()].reduce((sum, length) => sum + length, 0);

type Tensors = readonly tf.Tensor[];
const map = (t: Tensors, i: number) => t[i] as tf.Tensor4D;
const at = (t: Tensors, i: number) => t[i] as tf.Tensor;
const affine = (t: Tensors, i: number) => ({ weight: at(t, i), bias: at(t, i + 1) });

interface KernelCase {
  readonly shapes: readonly (readonly number[])[];
  readonly run: (t: Tensors) => tf.Tensor;
  /** False where elements are single numbers. */
  readonly isHalved?: boolean;
  /** Stored on the way, so that more than one rounding counts. */
  readonly roundings?: number;
  readonly isTiled?: boolean;
}

const linear = {
  shapes: [[1, 5, 7, 96], [96], [96], [96, 192], [192]],
  run: (t: Tensors) => normalizedLinear(map(t, 0), affine(t, 1), affine(t, 3), 'gelu'),
};
const residual = {
  shapes: [[1, 5, 7, 96], [96], [1, 5, 7, 40], [40, 96], [1, 5, 7, 24], [24, 96], [1, 5, 7, 96]],
  run: (t: Tensors) =>
    residualLinear(
      map(t, 0),
      at(t, 1),
      { x: map(t, 2), weight: at(t, 3) },
      { x: map(t, 4), weight: at(t, 5) },
      map(t, 6),
    ),
};

const cases: Record<string, KernelCase> = {
  'LayerNorm and linear': linear,
  'LayerNorm and linear, tiled': { ...linear, isTiled: true },
  'two products and residuals': residual,
  'two products and residuals, tiled': { ...residual, isTiled: true },
  'LayerNorm alone': {
    shapes: [[1, 3, 5, 24], [24], [24]],
    run: (t) => layerNorm(at(t, 0), at(t, 1), at(t, 2)),
    isHalved: false,
  },
  'depthwise 5×5': {
    shapes: [[1, 6, 5, 12], [5, 5, 12, 1], [12]],
    run: (t) => depthwiseGelu(map(t, 0), at(t, 1), at(t, 2)),
  },
  'attention in windows': {
    shapes: [[1, 8, 8, 48], [3, 3, 8, 1], [8], [3, 3, 8, 1], [8]],
    run: (t) =>
      crossWindowAttention(map(t, 0), [affine(t, 1), affine(t, 3)], {
        window: [2, 4],
        heads: 2,
        isShifted: true,
      }),
  },
  'a convolution of two maps': {
    shapes: [[1, 5, 6, 8], [1, 5, 6, 4], [3, 3, 12, 8], [8], [1, 5, 6, 8]],
    run: (t) =>
      convolve(
        [map(t, 0), map(t, 1)],
        { weight: at(t, 2), bias: at(t, 3), side: 3, isLeaky: true },
        { residual: map(t, 4) },
      ),
  },
  'a convolution with a shortcut of two maps': {
    shapes: [[1, 5, 6, 8], [1, 5, 6, 8], [1, 5, 6, 4], [3, 3, 8, 8], [8], [12, 8], [8]],
    run: (t) =>
      convolve(
        [map(t, 0)],
        { weight: at(t, 3), bias: at(t, 4), side: 3, isLeaky: true },
        { shortcut: { parts: [map(t, 1), map(t, 2)], weight: at(t, 5), bias: at(t, 6) } },
      ),
  },
  'a halving convolution of pairs': {
    shapes: [
      [2, 6, 4, 6],
      [4, 4, 6, 10],
    ],
    run: (t) => convolve([map(t, 0)], { weight: at(t, 1), side: 4, halves: true }),
  },
  'a pixel shuffle': {
    shapes: [[1, 3, 4, 8], [3, 3, 8, 16], [16]],
    run: (t) => convolve([map(t, 0)], { weight: at(t, 1), bias: at(t, 2), side: 3, shuffle: 2 }),
  },
  'the first convolution': {
    shapes: [[1, 5, 6, 3], [3, 3, 3, 8], [8]],
    run: (t) =>
      convolve([map(t, 0)], {
        weight: at(t, 1),
        bias: at(t, 2),
        side: 3,
        mean: [0.4, 0.5, 0.6],
      }),
  },
  'the last convolution': {
    shapes: [[1, 8, 6, 8], [3, 3, 8, 3], [3], [1, 4, 3, 3]],
    run: (t) =>
      convolve(
        [map(t, 0)],
        { weight: at(t, 1), bias: at(t, 2), side: 3 },
        { base: { image: map(t, 3), scale: 2 } },
      ),
    isHalved: false,
  },
  'the adapter’s spectrum': {
    shapes: [[1, 6, 8, 8], [packedLength]],
    run: (t) =>
      adapterSpectrum(map(t, 0), at(t, 1), sizes, {
        height: tf.tensor2d(turnTable(6), [6, 2]),
        width: tf.tensor2d(turnTable(8), [8, 2]),
      }),
    roundings: 4,
  },
  'the adapter’s gates': {
    shapes: [[2, 5, 4, 8], [2, 5, 4, 8], [packedLength]],
    run: (t) => adapterGates(map(t, 0), map(t, 1), at(t, 2), sizes),
    isHalved: false,
  },
  'the adapter’s combination': {
    shapes: [[2, 5, 4, 8], [2, 5, 4, 8], [2, 2, 8], [packedLength]],
    run: (t) => adapterCombination(map(t, 0), map(t, 1), at(t, 2) as tf.Tensor3D, at(t, 3), sizes),
  },
};

describe('tensors of halves', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
    await tf.setBackend('webgpu');
  });
  afterEach(async () => {
    setTiling(false);
    await gpu.expectNoErrors();
  });

  /** Numbers that halves hold exactly. */
  function roundedInputs(shapes: readonly (readonly number[])[]): TestInput[] {
    const random = gpu.random();
    return shapes.map((shape) => {
      const { values } = randomInput(shape, random);
      return { shape, values: decodeFloat16(encodeFloat16(values)) };
    });
  }

  /** Inputs of several dimensions and an even number of values are halved in 16 bits. */
  async function computed(
    precision: Precision,
    inputs: readonly TestInput[],
    run: (t: Tensors) => tf.Tensor,
  ): Promise<{ values: Float32Array; isHalved: boolean; shape: number[] }> {
    const tensors = inputs.map(({ shape, values }) =>
      precision === 'f16' && shape.length > 1 && values.length % 2 === 0
        ? halvedTensor(values, shape)
        : tf.tensor(values, [...shape]),
    );
    const output = tf.tidy(() => withPrecision(precision, () => run(tensors)));
    const result = {
      values: (await output.data()) as Float32Array,
      isHalved: isHalved(output),
      shape: output.shape,
    };
    tf.dispose([output, ...tensors]);
    return result;
  }

  // In 32 bits the same numbers go in and the same is computed: only what is stored is rounded.
  const roundsOnly = async (_: string, test: KernelCase) => {
    const { shapes, run, isHalved: isResultHalved = true, roundings = 1, isTiled = false } = test;
    setTiling(isTiled);
    const inputs = roundedInputs(shapes);
    const expected = await computed('f32', inputs, run);
    const found = await computed('f16', inputs, run);
    expect(expected.isHalved).toBe(false);
    expect(found.isHalved).toBe(isResultHalved);
    expect(found.shape).toEqual(expected.shape);
    expect(found.values).toHaveLength(expected.values.length);
    // Roundings on the way spread over all that is summed from them.
    const largest = expected.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = found.values.reduce((most, value, i) => {
      const right = expected.values[i] ?? Number.NaN;
      const size = roundings > 1 ? largest * roundings : Math.abs(right);
      const allowed = (isResultHalved ? size * halfRounding : 0) + 2e-6 * (1 + largest);
      return Math.max(most, Math.abs(value - right) / allowed);
    }, 0);
    expect(worst, `${worst} of what is allowed`).toBeLessThanOrEqual(1);
    if (isResultHalved) expect(found.values).not.toEqual(expected.values);
  };
  it.each(Object.entries(cases).slice(0, 1))(
    '%s: rounds what it stores, and nothing else',
    roundsOnly,
  );
  it.each(Object.entries(cases).slice(1))(
    '%s: rounds what it stores, and nothing else',
    { tags: 'thorough' },
    roundsOnly,
  );

  it('take half the bytes', async () => {
    const values = Float32Array.from({ length: 4096 }, (_, i) => i / 64);
    const bytes = async (make: () => tf.Tensor) => {
      const before = (tf.memory() as tf.MemoryInfo & { numBytesInGPU: number }).numBytesInGPU;
      const tensor = make();
      (tf.backend() as tf.KernelBackend & { uploadToGPU(id: object): void }).uploadToGPU(
        tensor.dataId,
      );
      const after = (tf.memory() as tf.MemoryInfo & { numBytesInGPU: number }).numBytesInGPU;
      tensor.dispose();
      return after - before;
    };
    expect(await bytes(() => tf.tensor(values))).toBe(4 * 4096);
    expect(await bytes(() => halvedTensor(values, [64, 64]))).toBe(2 * 4096);
  });

  it('are read back as numbers, rounded to the nearest', async () => {
    const values = Float32Array.from([1 / 3, -1 / 3, 1e-7, 65504, -0, 2049, 0.1, 1e-9]);
    const tensor = halvedTensor(values, [2, 4]);
    expect(await tensor.data()).toEqual(decodeFloat16(encodeFloat16(values)));
    tensor.dispose();
  });

  it('are like any other to tfjs’s own operations', async () => {
    const [a, b] = roundedInputs([
      [4, 6],
      [6, 10],
    ]);
    if (a === undefined || b === undefined) throw new Error('too few');
    const compute = (t: Tensors) => {
      const product = tf.matMul(at(t, 0) as tf.Tensor2D, at(t, 1) as tf.Tensor2D);
      const rows = tf.reshape(tf.slice(tf.transpose(at(t, 0)), [1, 0], [2, 4]), [8]);
      return tf.concat([tf.reshape(product, [40]), rows, tf.reshape(at(t, 1), [60])]);
    };
    const [expected, found] = [
      await computed('f32', [a, b], compute),
      await computed('f16', [a, b], compute),
    ];
    expect(found.isHalved).toBe(false);
    gpu.expectClose(found.values, expected.values, 1e-6);
  });

  it('leave nothing behind', async () => {
    const [x] = roundedInputs([[4, 6]]);
    if (x === undefined) throw new Error('too few');
    const tensor = halvedTensor(x.values, x.shape);
    await tf.add(tensor, 1).data();
    const before = tf.backend().numDataIds();
    for (let i = 0; i < 3; i++) {
      const sum = tf.add(tensor, 1);
      await sum.data();
      sum.dispose();
    }
    expect(tf.backend().numDataIds()).toBe(before);
    tensor.dispose();
  });
});
