import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { startCpu } from '../../kernels/backends/fallbacks';
import { randomInput } from '../../kernels/testGpu';
import * as tf from '../../kernels/tf';
import { Constants } from '../constants';
import { Parameters, type ParameterValues } from '../parameters';
import { parameterTensors } from '../parameterTensors';
import { adaptir } from './adaptir';
import { type BatchStatisticsListener, foldBatchNorm } from './batchNorm';
import { adaptirParameters } from './parameters';

const sizes = { width: 6, hidden: 4, squeeze: 2 };
const specs = adaptirParameters(sizes);

/** Published layout, BatchNorm not folded. */
function randomAdapter(seed: number): Map<string, ParameterValues> {
  const random = seededRandom(seed);
  return new Map(
    [...specs].map(([name, { shape }]) => {
      // Variances are positive; scales near 1 keep amplitudes and phases alive.
      const isScale = /^(BN|amp_fuse|pha_fuse)\.(weight|running_var)$/.test(name);
      return [name, isScale ? randomInput(shape, random, 0.5, 1) : randomInput(shape, random, 0.6)];
    }),
  );
}

function randomMap(shape: [number, number, number, number], seed: number): tf.Tensor4D {
  const random = seededRandom(seed);
  const count = shape.reduce((product, length) => product * length, 1);
  return tf.tensor4d(
    Float32Array.from({ length: count }, () => random.normal()),
    shape,
  );
}

describe('AdaptIR', () => {
  const constants = new Constants();
  beforeAll(async () => {
    await startCpu();
  });
  beforeEach(() => tf.engine().startScope());
  afterEach(() => {
    constants.clear();
    tf.engine().endScope();
  });

  const run = (
    x: tf.Tensor4D,
    published: ReadonlyMap<string, ParameterValues>,
    listener?: BatchStatisticsListener,
  ) => adaptir(x, new Parameters([parameterTensors(published, specs)]), constants, listener);

  it('adds nothing, exactly, while its tail is 0', async () => {
    const published = randomAdapter(1);
    published.set('tail.weight', {
      shape: [6, 4, 1, 1],
      values: new Float32Array(24),
    });
    const output = run(randomMap([1, 5, 6, 6], 1), foldBatchNorm(published));
    expect(output.shape).toEqual([1, 5, 6, 6]);
    expect((await output.data()).every((value) => value === 0)).toBe(true);
  });

  it('adds something otherwise, of every size', async () => {
    const published = foldBatchNorm(randomAdapter(1));
    for (const shape of [
      [1, 5, 6, 6],
      [2, 8, 3, 6],
      [1, 1, 1, 6],
    ] as [number, number, number, number][]) {
      const output = run(randomMap(shape, 1), published);
      expect(output.shape).toEqual(shape);
      const values = await output.data();
      expect(values.every(Number.isFinite)).toBe(true);
      expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(1e-3);
    }
  });

  it('treats the images of a batch one by one once BatchNorm is folded', async () => {
    const published = foldBatchNorm(randomAdapter(2));
    const a = randomMap([1, 4, 5, 6], 3);
    const b = randomMap([1, 4, 5, 6], 4);
    const together = await run(tf.concat([a, b]), published).data();
    const apart = [...(await run(a, published).data()), ...(await run(b, published).data())];
    together.forEach((value, i) => {
      expect(value).toBeCloseTo(apart[i] ?? Number.NaN, 5);
    });
  });

  it('gives with BatchNorm folded what it gives on a batch of those very statistics', async () => {
    const published = randomAdapter(5);
    const x = randomMap([2, 4, 5, 6], 6);
    // The statistics of head(x), by hand and in doubles.
    const [weight, bias] = ['head.weight', 'head.bias'].map((name) => published.get(name)?.values);
    const values = await x.data();
    const pixels = values.length / 6;
    const squeezed = Array.from({ length: 4 }, (_, channel) =>
      Array.from({ length: pixels }, (_, pixel) => {
        let sum = bias?.[channel] ?? Number.NaN;
        for (let c = 0; c < 6; c++) {
          sum += (weight?.[channel * 6 + c] ?? Number.NaN) * (values[pixel * 6 + c] ?? Number.NaN);
        }
        return sum;
      }),
    );
    const means = squeezed.map((all) => all.reduce((a, b) => a + b) / pixels);
    const variances = squeezed.map(
      (all, channel) =>
        all.reduce((sum, value) => sum + (value - (means[channel] ?? 0)) ** 2, 0) / pixels,
    );
    const seen: { module: string; mean: number[]; variance: number[] }[] = [];
    const onBatch = await run(x, published, (module, { mean, variance }) => {
      const [m, v] = [mean.dataSync(), variance.dataSync()];
      seen.push({ module, mean: [...m], variance: [...v] });
    }).data();

    published.set('BN.running_mean', { shape: [4], values: Float32Array.from(means) });
    published.set('BN.running_var', { shape: [4], values: Float32Array.from(variances) });
    const folded = foldBatchNorm(published);
    expect([...folded.keys()].filter((name) => name.includes('BN'))).toEqual([]);
    const restored = await run(x, folded).data();
    onBatch.forEach((value, i) => {
      expect(value).toBeCloseTo(restored[i] ?? Number.NaN, 4);
    });

    // The listener hears the unbiased variance, which PyTorch's running statistics take in.
    expect(seen).toHaveLength(1);
    expect(seen[0]?.module).toBe('BN');
    means.forEach((mean, i) => {
      expect(seen[0]?.mean[i]).toBeCloseTo(mean, 5);
      const unbiased = ((variances[i] ?? 0) * pixels) / (pixels - 1);
      expect(seen[0]?.variance[i]).toBeCloseTo(unbiased, 5);
    });
  });

  it('folds BatchNorm’s running statistics, adapter by adapter', () => {
    const of = (...values: number[]) => ({
      shape: [values.length],
      values: Float32Array.from(values),
    });
    const one = (prefix: string, mean: number) =>
      [
        [`${prefix}head.weight`, { shape: [2, 1, 1, 1], values: Float32Array.of(3, 5) }],
        [`${prefix}head.bias`, of(1, 2)],
        [`${prefix}BN.weight`, of(2, 4)],
        [`${prefix}BN.bias`, of(10, 20)],
        [`${prefix}BN.running_mean`, of(mean, 0)],
        // Together with the epsilon 1e-5: deviations 2 and 0.5.
        [`${prefix}BN.running_var`, of(4 - 1e-5, 0.25 - 1e-5)],
      ] as const;
    const folded = foldBatchNorm(
      new Map<string, ParameterValues>([
        ...one('a.adaptir.', 0),
        ...one('b.adaptir.', 7),
        ['other', of(1)],
      ]),
    );
    expect([...folded.keys()].toSorted()).toEqual([
      'a.adaptir.head.bias',
      'a.adaptir.head.weight',
      'b.adaptir.head.bias',
      'b.adaptir.head.weight',
      'other',
    ]);
    // γ/σ is 1 and 8; bias = (bias − mean)·γ/σ + β.
    expect(folded.get('a.adaptir.head.weight')?.shape).toEqual([2, 1, 1, 1]);
    const close = (name: string, expected: number[]) =>
      expected.forEach((value, i) => {
        expect(folded.get(name)?.values[i], `${name} ${i}`).toBeCloseTo(value, 4);
      });
    close('a.adaptir.head.weight', [3, 40]);
    close('a.adaptir.head.bias', [11, 36]);
    close('b.adaptir.head.weight', [3, 40]);
    close('b.adaptir.head.bias', [4, 36]);
  });

  it('says which part of a BatchNorm is missing', () => {
    const published = randomAdapter(1);
    published.delete('BN.running_var');
    expect(() => foldBatchNorm(published)).toThrow('The adapter lacks “BN.running_var”.');
  });
});

describe('the gradients of AdaptIR', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it('are those that finite differences show', async () => {
    const constants = new Constants();
    // Fixed seeds: a draw that meets a kink within the step would differ for good reason.
    const published = randomAdapter(11);
    const x = randomMap([2, 5, 6, 6], 12);
    const weights = randomMap([2, 5, 6, 6], 13);
    const tensors = parameterTensors(published, specs);
    const names = [...tensors.keys()].filter((name) => !name.includes('running_'));
    const loss = (...values: tf.Tensor[]) => {
      const [input, ...parameters] = values as [tf.Tensor4D, ...tf.Tensor[]];
      const p = new Parameters([
        new Map(names.map((name, i) => [name, parameters[i] as tf.Tensor])),
      ]);
      return tf.sum(tf.mul(adaptir(input, p, constants), weights)) as tf.Scalar;
    };
    const start = [x, ...names.map((name) => tensors.get(name) as tf.Tensor)];
    const gradients = tf.grads(loss)(start);
    const numbers = await Promise.all(gradients.map((gradient) => gradient.data()));

    // Twice that already meets a kink of |·| from this start.
    const step = 1e-3;
    for (const [which, tensor] of start.entries()) {
      const name = which === 0 ? 'x' : (names[which - 1] ?? '');
      const analytic = numbers[which] as Float32Array;
      expect(analytic.every(Number.isFinite), name).toBe(true);
      const values = (await tensor.data()) as Float32Array;
      const largest = Math.max(...analytic.map(Math.abs));
      // The biases before BatchNorm and before the softmax change nothing.
      const isIdle = name === 'head.bias' || name === 'compress.bias';
      if (!isIdle) expect(largest, name).toBeGreaterThan(0.01);
      for (const at of new Set([0, Math.floor(values.length / 2), values.length - 1])) {
        const lossAt = (offset: number) => {
          const moved = tf.tensor(
            values.map((value, i) => (i === at ? value + offset : value)),
            tensor.shape,
          );
          return loss(...start.map((old, i) => (i === which ? moved : old))).dataSync()[0] ?? 0;
        };
        const measured = (lossAt(step) - lossAt(-step)) / (2 * step);
        const error = Math.abs(measured - (analytic[at] ?? Number.NaN));
        // float32 leaves the measured slope good to some 1e-3.
        expect(error, `${name}[${at}]: ${measured} measured, ${analytic[at]}`).toBeLessThan(
          0.005 + 0.01 * largest,
        );
      }
    }
    constants.clear();
  });
});
