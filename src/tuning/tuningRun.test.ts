import { beforeAll, describe, expect, it } from 'vitest';
import { startCpu } from '../kernels/backends/fallbacks';
import * as tf from '../kernels/tf';
import { readCheckpoint, writeCheckpoint } from './checkpointFile';
import { smallRun } from './testTuning';
import { type RunState, type TuningProgress, TuningRun, type TuningRunOptions } from './tuningRun';

const timeout = 120_000;

async function run(options: TuningRunOptions, upTo = Number.POSITIVE_INFINITY) {
  const subject = new TuningRun(options);
  const progress: TuningProgress[] = [];
  const steps = subject.steps();
  let outcome = null;
  while (progress.at(-1)?.step !== upTo) {
    const { value, done } = await steps.next();
    if (done) {
      outcome = value;
      break;
    }
    progress.push(value);
  }
  await steps.return({ problem: null });
  const state = await subject.state();
  subject.dispose();
  return { progress, outcome, state };
}

function throughFile(state: RunState, { settings, recipe }: TuningRunOptions): RunState {
  const file = writeCheckpoint({
    state,
    description: {
      name: 'a test',
      kind: 'adaptir',
      backbone: 'small',
      backboneSha256: '0',
      recipe: [...recipe],
      settings,
      photos: 2,
      inputPsnr: 20,
      startPsnr: 20,
      backbonePsnr: 20,
      modulesToSave: [],
    },
  });
  return readCheckpoint(file).state;
}

describe('TuningRun', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it('ends with the same weights whether or not it was interrupted', { timeout }, async () => {
    const options = smallRun();
    const whole = await run(options);
    const half = await run(options, 4);
    expect(half.state.curves.losses).toHaveLength(4);
    const resumed = await run({ ...options, resume: throughFile(half.state, options) });

    expect(resumed.state.curves.losses).toHaveLength(6);
    for (const [name, values] of whole.state.trainer.adapter) {
      const found = resumed.state.trainer.adapter.get(name);
      expect(found).toHaveLength(values.length);
      values.forEach((value, i) => {
        expect(Math.abs((found?.[i] ?? Number.NaN) - value), name).toBeLessThan(1e-4);
      });
    }
    whole.state.curves.losses.forEach((loss, i) => {
      expect(resumed.state.curves.losses[i]).toBeCloseTo(loss, 5);
    });
    expect(resumed.state.best.point.step).toBe(whole.state.best.point.step);
    tf.dispose([...options.backbone.values()]);
  });

  it('validates first, now and then, and last, and keeps the best', { timeout }, async () => {
    const options = smallRun();
    const { progress, outcome, state } = await run(options);
    expect(outcome).toEqual({ problem: null });
    expect(progress.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const validated = progress.filter(({ validation }) => validation !== null);
    expect(validated.map(({ step }) => step)).toEqual([0, 3, 6]);
    expect(validated.every(({ preview }) => preview?.width === 16)).toBe(true);
    const levels = state.curves.validations.map(({ psnr }) => psnr);
    expect(state.best.point.psnr).toBe(Math.max(...levels));
    expect(state.best.point.psnr).toBeGreaterThan(levels[0] ?? Number.NaN);
    tf.dispose([...options.backbone.values()]);
  });

  it('stops when the loss is not a number, with the best so far kept', { timeout }, async () => {
    const options = smallRun();
    const exploding = new TuningRun(options);
    const steps = exploding.steps();
    await steps.next();
    const best = exploding.bestSoFar;
    // What an overflow on the way would leave behind.
    const last = [...options.backbone.keys()].find((name) => name.endsWith('norm.weight')) ?? '';
    options.backbone.get(last)?.dispose();
    options.backbone.set(last, tf.fill([8], Number.NaN));
    const { value, done } = await steps.next();
    expect(done).toBe(true);
    expect(value).toEqual({
      problem: expect.stringMatching(/no longer a number.*learning rate/),
    });
    expect(exploding.bestSoFar).toBe(best);
    exploding.dispose();
    tf.dispose([...options.backbone.values()]);
  });

  it('leaves nothing behind', { timeout }, async () => {
    const options = smallRun();
    const before = tf.memory();
    await run(options, 2);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    tf.dispose([...options.backbone.values()]);
  });
});
