import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { catalogueSchema } from '../src/state/playground/catalogueSchema';
import { kernelNames, openKernel, uncoveredKernels } from './page/kernelCases';
import { type ModelAddress, modelOn } from './page/model';

describe('the kernels that the bench times', { tags: 'thorough' }, () => {
  let address: ModelAddress;
  beforeAll(async () => {
    const list = await fetch('/models/models.json');
    const { backbone, adapters } = catalogueSchema.parse(await list.json());
    address = { backboneUrl: `/models/${backbone}`, adapterUrl: `/models/${adapters[0]}` };
  });
  afterEach(async () => {
    const { webgpu } = (await modelOn('webgpu', address)).backend;
    await webgpu?.device.queue.onSubmittedWorkDone();
    expect(webgpu?.takeErrors()).toEqual([]);
  });

  it.each(kernelNames)('%s: fused and composed give the same', async (name) => {
    const open = (isFused: boolean) =>
      openKernel({ kind: 'kernel', name, isFused, side: 64 }, address);
    const [fused, composed] = [await open(true), await open(false)];
    const [found, expected] = [await fused.output(), await composed.output()];
    expect(found).toHaveLength(expected.length);
    const worst = found.reduce((most, v, i) => Math.max(most, Math.abs(v - (expected[i] ?? 0))), 0);
    expect(worst).toBeLessThan(1e-3);
    // Not all the same number, as unwritten memory would be.
    expect(new Set(found.slice(0, 100)).size).toBeGreaterThan(50);
    fused.dispose();
    composed.dispose();
  });

  it('are all that this project has', async () => {
    expect(await uncoveredKernels(address)).toEqual([]);
  });
});
