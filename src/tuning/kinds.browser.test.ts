import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AdapterKind, adapterKinds } from '../files/adapterKind';
import { startWasm } from '../kernels/backends/fallbacks';
import { TestGpu } from '../kernels/testGpu';
import * as tf from '../kernels/tf';
import { smallRun } from './testTuning';
import { TuningRun } from './tuningRun';

const timeout = 300_000;

/** Losses of a run, and what validated best before any step and in the end. */
async function ran(backend: 'webgpu' | 'wasm', kind: AdapterKind, steps: number) {
  await tf.setBackend(backend);
  const options = smallRun(kind);
  const settings = { ...options.settings, steps, validateEvery: steps };
  const run = new TuningRun({ ...options, settings });
  const backbone = (await (await run.validation()).measure(new Map())).psnr;
  for await (const _ of run.steps());
  const { losses, validations } = run.curves;
  run.dispose();
  tf.dispose([...options.backbone.values()]);
  return { losses, validations: validations.map(({ psnr }) => psnr), backbone };
}

describe.each(adapterKinds)('tuning %s', (kind) => {
  let gpu: TestGpu;
  beforeAll(async () => {
    await startWasm();
    gpu = await TestGpu.start();
  }, timeout);
  afterEach(() => gpu.expectNoErrors());

  it('starts as the backbone, and a few steps bring the loss down, on WASM', {
    timeout,
  }, async () => {
    const { losses, validations, backbone } = await ran('wasm', kind, 20);
    expect(validations[0]).toBeCloseTo(backbone, 6);
    expect(validations[1]).toBeGreaterThan(backbone + 0.1);
    const mean = (part: readonly number[]) => part.reduce((sum, loss) => sum + loss, 0) / 5;
    expect(mean(losses.slice(-5))).toBeLessThan(0.97 * mean(losses.slice(0, 5)));
  });

  it('has the same losses on WebGPU as on WASM', { timeout, tags: 'thorough' }, async () => {
    const onWasm = await ran('wasm', kind, 10);
    const onGpu = await ran('webgpu', kind, 10);
    expect(onGpu.losses).toHaveLength(10);
    onGpu.losses.forEach((loss, step) => {
      expect(Math.abs(loss - (onWasm.losses[step] ?? Number.NaN)), `step ${step}`).toBeLessThan(
        1e-4,
      );
    });
  });
});
