import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { startCpu, startWasm } from '../backends/fallbacks';
import { leaveOutOverrides } from '../overrideKernel';
import { randomInput, testSeed } from '../testGpu';
import * as tf from '../tf';
import { arithmeticOf } from './arithmetic';

type Compute = () => tf.Tensor;

async function valuesOn(backend: 'cpu' | 'wasm', compute: Compute): Promise<Float32Array> {
  await tf.setBackend(backend);
  const output = tf.tidy(compute);
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}

/** The largest difference between what WASM and plain JavaScript give. */
async function error(compute: Compute): Promise<number> {
  const expected = await valuesOn('cpu', compute);
  const found = await valuesOn('wasm', compute);
  expect(found).toHaveLength(expected.length);
  return found.reduce((worst, value, i) => {
    const difference = Math.abs(value - (expected[i] ?? Number.NaN));
    return difference <= worst ? worst : difference;
  }, 0);
}

describe('our own WASM', () => {
  const random = seededRandom(testSeed);
  const given = (shape: readonly number[], spread = 1) => {
    const { values } = randomInput(shape, random, spread);
    return () => tf.tensor(values, [...shape]);
  };

  beforeAll(async () => {
    await startCpu();
    await startWasm();
  });

  it('runs', async () => {
    await tf.setBackend('wasm');
    const arithmetic = arithmeticOf(tf.backend() as BackendWasm);
    expect(arithmetic).not.toBeNull();
    // Once for all on a memory, which may grow in between.
    tf.zeros([4096, 4096]).dispose();
    expect(arithmeticOf(tf.backend() as BackendWasm)).toBe(arithmetic);
  });

  it('has the error function of all numbers', async () => {
    const x = given([3, 67], 4);
    expect(await error(() => tf.erf(x())), `seed ${testSeed}`).toBeLessThan(1e-6);
    const ends = [0, -0, 1e-30, -1e-4, 5, -9, 1e30, -Infinity];
    const found = await valuesOn('wasm', () => tf.erf(tf.tensor1d(ends)));
    for (const [i, value] of [0, 0, 0, -1.128379e-4, 1, -1, 1, -1].entries()) {
      expect(found[i]).toBeCloseTo(value, 6);
    }
  });

  it.each([1, 3, 4, 64, 67])('has the softmax of rows of %i', async (length) => {
    const x = given([2, 5, length], 20);
    expect(await error(() => tf.softmax(x())), `seed ${testSeed}`).toBeLessThan(1e-6);
    const [first = 0, last = 0] = await valuesOn('wasm', () =>
      tf.softmax(tf.tensor2d([[-1e4, 0]])),
    );
    expect([first, last]).toEqual([expect.closeTo(0, 6), 1]);
  });

  it('has products of stacks of any size, turned or not', async () => {
    const side = fc.integer({ min: 1, max: 19 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.integer({ min: 2, max: 3 }), side, side, side),
        fc.boolean(),
        fc.boolean(),
        async ([stack, rows, inner, columns], turnsA, turnsB) => {
          const a = given([stack, 1, ...(turnsA ? [inner, rows] : [rows, inner])]);
          const b = given([stack, 1, ...(turnsB ? [columns, inner] : [inner, columns])]);
          const compute = () => tf.matMul(a(), b(), turnsA, turnsB);
          expect(await error(compute), `seed ${testSeed}`).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([0, 1, 2, -1])('joins maps along axis %i', async (axis) => {
    const shapes = [2, 5, 9].map((length) => [4, 6, 7].with(axis, length));
    const parts = shapes.map((shape) => given(shape));
    expect(
      await error(() =>
        tf.concat(
          parts.map((part) => part()),
          axis,
        ),
      ),
    ).toBe(0);
  });

  it('leaves stacks of unlike length to tfjs', async () => {
    const one = given([1, 4, 6]);
    const three = given([3, 6, 5]);
    expect(await error(() => tf.matMul(one(), three()))).toBeLessThan(1e-5);
  });

  it('multiplies stacks in less time than tfjs’s own', async () => {
    await tf.setBackend('wasm');
    const [q, s] = [given([48, 64, 16])(), given([48, 64, 64])()];
    const time = (compute: Compute) => {
      const times = Array.from({ length: 7 }, () => {
        const begun = performance.now();
        tf.tidy(compute);
        return performance.now() - begun;
      });
      return times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
    };
    for (const compute of [() => tf.matMul(q, q, false, true), () => tf.matMul(s, q)]) {
      const own = time(compute);
      leaveOutOverrides(true);
      const theirs = time(compute);
      leaveOutOverrides(false);
      // 18 and 10 times where it was written.
      expect(theirs / own).toBeGreaterThan(2);
    }
    tf.dispose([q, s]);
  });
});
