import { beforeAll, describe, expect, it } from 'vitest';
import { startCpu } from '../kernels/backends/fallbacks';
import * as tf from '../kernels/tf';
import { AdamW } from './adamW';
import { joinedGradients } from './joined';

describe('AdamW', () => {
  beforeAll(async () => {
    await startCpu();
  });

  const stepWith = (optimizer: AdamW, variable: tf.Variable, gradient: number[]) => {
    const tensor = tf.tensor1d(gradient);
    optimizer.step(new Map([['w', variable]]), tensor);
    tensor.dispose();
  };

  it('takes the two steps that its definition gives by hand', async () => {
    const settings = {
      learningRate: 0.1,
      betas: [0.8, 0.9] as const,
      epsilon: 0.01,
      weightDecay: 0.5,
    };
    const optimizer = new AdamW(settings);
    const variable = tf.variable(tf.tensor1d([2, -1]));

    stepWith(optimizer, variable, [3, 0.5]);
    // The first step's corrected moments are g and g²: w ← w·(1 − 0.1·0.5) − 0.1·g/(|g| + 0.01).
    const once = [2 * 0.95 - (0.1 * 3) / 3.01, -1 * 0.95 - (0.1 * 0.5) / 0.51] as const;
    expectClose(await variable.data(), once);

    stepWith(optimizer, variable, [-1, 2]);
    // m = (0.8·0.2·g₁ + 0.2·g₂) / (1 − 0.64), v = (0.9·0.1·g₁² + 0.1·g₂²) / (1 − 0.81).
    const first = [(0.16 * 3 - 0.2) / 0.36, (0.16 * 0.5 + 0.4) / 0.36] as const;
    const second = [(0.09 * 9 + 0.1) / 0.19, (0.09 * 0.25 + 0.4) / 0.19] as const;
    expectClose(await variable.data(), [
      once[0] * 0.95 - (0.1 * first[0]) / (Math.sqrt(second[0]) + 0.01),
      once[1] * 0.95 - (0.1 * first[1]) / (Math.sqrt(second[1]) + 0.01),
    ]);
    optimizer.dispose();
    variable.dispose();
  });

  it('has PyTorch’s defaults', async () => {
    const optimizer = new AdamW({ learningRate: 0.01 });
    const variable = tf.variable(tf.tensor1d([1]));
    let expected = 1;
    let first = 0;
    let second = 0;
    for (let step = 1; step <= 5; step++) {
      const gradient = step % 2 === 0 ? -0.3 : 0.7;
      stepWith(optimizer, variable, [gradient]);
      first = 0.9 * first + 0.1 * gradient;
      second = 0.999 * second + 0.001 * gradient ** 2;
      const denominator = Math.sqrt(second / (1 - 0.999 ** step)) + 1e-8;
      expected = expected * (1 - 0.01 * 0.01) - (0.01 * (first / (1 - 0.9 ** step))) / denominator;
    }
    expectClose(await variable.data(), [expected]);
    optimizer.dispose();
    variable.dispose();
  });

  it('decays what has no gradient, and nothing without weight decay', async () => {
    for (const [weightDecay, left] of [
      [0.1, 0.99],
      [0, 1],
    ] as const) {
      const optimizer = new AdamW({ learningRate: 0.1, weightDecay });
      const variable = tf.variable(tf.tensor1d([1]));
      stepWith(optimizer, variable, [0]);
      expectClose(await variable.data(), [left]);
      optimizer.dispose();
      variable.dispose();
    }
  });

  it('keeps moments for each variable', async () => {
    const optimizer = new AdamW({ learningRate: 0.1, weightDecay: 0 });
    const variables = new Map([
      ['a', tf.variable(tf.tensor1d([0]))],
      ['b', tf.variable(tf.tensor1d([0, 0]))],
    ]);
    for (let step = 0; step < 3; step++) {
      const gradients = new Map<string, tf.Tensor>([
        ['b', tf.tensor1d([-1, 0])],
        ['a', tf.tensor1d([5])],
      ]);
      optimizer.step(variables, joinedGradients(variables, gradients));
    }
    // Constant gradients: every step is the learning rate against their sign.
    expectClose(await variables.get('a')?.data(), [-0.3]);
    expectClose(await variables.get('b')?.data(), [0.3, 0]);
    const { moments } = await optimizer.state();
    expect([...moments.keys()]).toEqual(['a', 'b']);
    expect(moments.get('b')?.second[0]).toBeCloseTo(1 - 0.999 ** 3, 6);
    optimizer.dispose();
  });

  it('says which variable no gradient reached', () => {
    const variables = new Map([['tail.weight', tf.variable(tf.tensor1d([0]))]]);
    expect(() => joinedGradients(variables, new Map())).toThrow(
      'No gradient reached “tail.weight”.',
    );
  });

  it('leaves two moments, however many steps it takes, and none once disposed', () => {
    const before = tf.memory();
    const optimizer = new AdamW({ learningRate: 0.1 });
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    for (let step = 0; step < 5; step++) {
      stepWith(optimizer, variable, [1, -1, step]);
      // tensor1d's own, which the variable copied, is still there.
      expect(tf.memory().numTensors).toBe(before.numTensors + 2 + 2);
    }
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors + 2);
    variable.dispose();
  });
});

function expectClose(found: ArrayLike<number> | undefined, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs((found?.[i] ?? Number.NaN) - value)).toBeLessThan(1e-6);
  });
}
