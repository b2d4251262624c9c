import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../imaging/random';
import { startCpu } from '../kernels/backends/fallbacks';
import { randomInput } from '../kernels/testGpu';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import { edtNetwork } from '../networks/network';
import type { ParameterSpecs, ParameterValues } from '../networks/parameters';
import { parameterTensors } from '../networks/parameterTensors';
import { AdapterTrainer } from './adapterTrainer';

const network = edtNetwork(
  {
    embedDim: 8,
    numFeat: 2,
    depth: 1,
    depths: [2],
    numHeads: [2],
    windowSize: [2, 4],
    mlpRatio: 2,
    imageMean: [0.4488, 0.4371, 0.404],
  },
  { x2: { head: 'head_sr_x2', tail: 'tail_sr_x2', scale: 2 } },
);
const sizes = { kind: 'adaptir', hidden: 4, squeeze: 2 } as const;

/** Published layout; scales and variances near 1. */
function randomParameters(specs: ParameterSpecs): Map<string, ParameterValues> {
  const random = seededRandom(1);
  return new Map(
    [...specs].map(([name, { shape }]) => {
      const isScale = /\.(BN|amp_fuse|pha_fuse)\.(weight|running_var)$/.test(name);
      return [name, isScale ? randomInput(shape, random, 0.5, 1) : randomInput(shape, random, 0.3)];
    }),
  );
}

function randomImage(shape: [number, number, number, number], seed: number): tf.Tensor4D {
  const random = seededRandom(seed);
  const count = shape.reduce((product, length) => product * length, 1);
  return tf.tensor4d(
    Float32Array.from({ length: count }, () => random.uniform()),
    shape,
  );
}

describe('training an adapter', () => {
  beforeAll(async () => {
    await startCpu();
  });

  const setUp = () => {
    const random = (specs: ParameterSpecs) => parameterTensors(randomParameters(specs), specs);
    const backbone = random(network.backboneParameters);
    const adapter = random(network.adapterParameters(sizes));
    const constants = new Constants();
    const trainer = () =>
      new AdapterTrainer(network, 'x2', backbone, adapter, { learningRate: 0.01 }, constants);
    return {
      backbone,
      adapter,
      constants,
      trainer,
      input: randomImage([2, 4, 8, 3], 2),
      target: randomImage([2, 8, 16, 3], 3),
    };
  };

  it('brings the loss down, step by step', { timeout: 60_000 }, async () => {
    const { trainer, input, target } = setUp();
    const subject = trainer();
    const losses: number[] = [];
    for (let step = 0; step < 15; step++) losses.push(await subject.step(input, target));
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.97);
    subject.dispose();
  });

  it('moves every tensor of the adapter, and neither the backbone nor what it was given', async () => {
    const { trainer, backbone, adapter, input, target } = setUp();
    const frozen = [...backbone.values(), ...adapter.values()];
    const before = await Promise.all(frozen.map((tensor) => tensor.data()));
    const subject = trainer();
    await subject.step(input, target);
    const after = await Promise.all(frozen.map((tensor) => tensor.data()));
    expect(after).toEqual(before);

    expect([...subject.adapter.keys()].toSorted()).toEqual([...adapter.keys()].toSorted());
    for (const [name, tensor] of subject.adapter) {
      const was = await adapter.get(name)?.data();
      expect(await tensor.data(), name).not.toEqual(was);
    }
    subject.dispose();
  });

  it('takes a tenth of each batch’s statistics into the running ones', async () => {
    const { trainer, adapter, input, target } = setUp();
    const subject = trainer();
    const name = [...adapter.keys()].find((known) => known.endsWith('BN.running_var')) ?? '';
    const read = async () => [...((await subject.adapter.get(name)?.data()) ?? [])];
    const runs: number[][] = [await read()];
    for (let step = 0; step < 3; step++) {
      // Nothing moves but the statistics: the same batch statistics every time.
      const { gradients } = await subject.lossAndGradients(input, target);
      tf.dispose([...gradients.values()]);
      runs.push(await read());
    }
    const steps = runs.slice(1).map((run, i) => run.map((value, c) => value - (runs[i]?.[c] ?? 0)));
    steps.slice(1).forEach((step, i) => {
      step.forEach((value, c) => {
        const before = steps[i]?.[c] ?? Number.NaN;
        expect(Math.abs(before)).toBeGreaterThan(1e-6);
        expect(value / before).toBeCloseTo(0.9, 2);
      });
    });
    subject.dispose();
  });

  it('leaves no more tensors from step to step, and nothing once disposed', async () => {
    const { trainer, adapter, constants, input, target } = setUp();
    const before = tf.memory();
    const subject = trainer();
    await subject.step(input, target);
    const afterFirst = tf.memory();
    // The adapter's copy, two moments for what is trained, and the masks and DFT matrices.
    expect(afterFirst.numTensors).toBeGreaterThan(before.numTensors + adapter.size);
    for (let step = 0; step < 4; step++) {
      await subject.step(input, target);
      const { numTensors, numBytes } = tf.memory();
      expect(numTensors).toBe(afterFirst.numTensors);
      expect(numBytes).toBe(afterFirst.numBytes);
    }
    subject.dispose();
    constants.clear();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it('gives the gradients of the adapter’s trained tensors, each of its tensor’s shape', async () => {
    const { trainer, adapter, input, target } = setUp();
    const subject = trainer();
    const { loss, gradients } = await subject.lossAndGradients(input, target);
    expect(loss).toBeGreaterThan(0);
    const trained = [...adapter].filter(([name]) => !name.includes('running_'));
    expect([...gradients.keys()]).toEqual(trained.map(([name]) => name));
    for (const [name, tensor] of trained) {
      expect(gradients.get(name)?.shape, name).toEqual(tensor.shape);
    }
    subject.dispose();
  });
});
