import { describe, expect, it } from 'vitest';
import { edtNetwork } from '../../networks/network';
import { tileBudget } from '../tiling/tileRules';
import { tuningSizes } from './tuningSizes';

const compact = edtNetwork(
  {
    embedDim: 96,
    numFeat: 16,
    depth: 2,
    depths: [4, 4],
    numHeads: [4, 4],
    windowSize: [4, 16],
    mlpRatio: 2,
    imageMean: [0.4488, 0.4371, 0.404],
  },
  {
    x1: { head: 'head_dn', tail: 'tail_dn', scale: 1 },
    x4: { head: 'head_sr_x4', tail: 'tail_sr_x4', scale: 4 },
  },
);
const gpu = tileBudget('webgpu', { isSoftware: false, maxBufferBytes: 2 ** 30 });
const processor = tileBudget('wasm', null);

describe('tuningSizes', () => {
  const sizes = (head: string, budget = processor, memoryBudget = 512e6, hidden = 24) =>
    tuningSizes(compact, head, hidden, { tileBudget: budget, memoryBudget });

  it('takes small patches on a processor and many of 128 clean pixels on a GPU', () => {
    expect(sizes('x1')).toMatchObject({ patch: 64, batch: 2, patchMultiple: 64 });
    expect(sizes('x1', gpu)).toMatchObject({ patch: 128, batch: 8 });
    expect(sizes('x4', gpu)).toMatchObject({ patch: 32, batch: 8, patchMultiple: 16 });
  });

  it('never goes below one patch of what the windows need', () => {
    expect(sizes('x1', { activationBytes: 1 })).toMatchObject({ patch: 64, batch: 1 });
  });

  it('sizes the kinds alike, the carried modules among their parameters', () => {
    const { kinds } = sizes('x1');
    // As in pretraining/STUDY.md.
    expect(kinds.adaptir).toEqual({ hidden: 24, parameters: 88_291, fits: true });
    expect(kinds.lora).toEqual({ hidden: 6, parameters: 84_963, fits: true });
    expect(kinds.bottleneck).toEqual({ hidden: 31, parameters: 87_515, fits: true });
    expect(kinds.full?.parameters).toBe(8 * 80_736 + 38_883);
  });

  it('says when the trained blocks would not fit', () => {
    expect(sizes('x1', processor, 20e6).kinds.full?.fits).toBe(false);
    expect(sizes('x1', processor, 20e6).kinds.adaptir?.fits).toBe(true);
  });
});
