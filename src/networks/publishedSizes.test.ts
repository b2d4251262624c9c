import { describe, expect, it } from 'vitest';
import { isRunningStatistic } from './adaptir/parameters';
import { edtAdapterParameters, edtParameters } from './edt/parameters';
import { iptAdapterParameters, iptParameters } from './ipt/parameters';
import type { ParameterSpecs } from './parameters';

const imageMean = [0.4488, 0.4371, 0.404] as const;

/** EDT-B as published for ×2, with one route. */
const edtBase = {
  embedDim: 180,
  numFeat: 32,
  depth: 2,
  depths: [6, 6, 6, 6, 6, 6],
  numHeads: [6, 6, 6, 6, 6, 6],
  windowSize: [6, 24],
  mlpRatio: 2,
  imageMean,
} as const;

const ipt = {
  nFeats: 64,
  patchSize: 48,
  patchDim: 3,
  numLayers: 12,
  numHeads: 12,
  mlpRatio: 4,
  imageMean,
};

const size = ({ shape }: { readonly shape: readonly number[] }) =>
  shape.reduce((product, length) => product * length, 1);

/** What the paper's code counts: everything that a gradient may reach. */
function learnable(specs: ParameterSpecs): number {
  return [...specs]
    .filter(([name]) => !isRunningStatistic(name))
    .reduce((sum, [, spec]) => sum + size(spec), 0);
}

describe('the networks at their published sizes', () => {
  const x2 = { head: 'head_sr_x2', tail: 'tail_sr_x2', scale: 2 };

  it('EDT-B ×2 with adapters has 11,652,767 parameters, 173,412 of them in adapters', () => {
    const adapters = edtAdapterParameters(edtBase, 12, 3);
    expect(learnable(adapters)).toBe(173_412);
    expect(learnable(edtParameters(edtBase, [x2])) + learnable(adapters)).toBe(11_652_767);
  });

  it('IPT with adapters has 119,590,050 parameters, 697,656 of them in adapters', () => {
    const adapters = iptAdapterParameters(ipt, 24, 3);
    expect(learnable(adapters)).toBe(697_656);
    expect(learnable(iptParameters(ipt)) + learnable(adapters)).toBe(119_590_050);
  });

  it('names blocks and layers as published', () => {
    const edtNames = edtAdapterParameters(edtBase, 12, 3);
    expect(edtNames.has('body.layers.5.residual_group.blocks.5.adaptir.head.weight')).toBe(true);
    const iptNames = iptAdapterParameters(ipt, 24, 3);
    expect(iptNames.has('body.encoder.layers.11.adaptir.tail.weight')).toBe(true);
    expect(iptNames.has('body.decoder.layers.11.adaptir.tail.weight')).toBe(true);
  });

  it('adds heads and tails only for the routes wanted', () => {
    const alone = learnable(edtParameters(edtBase, [x2]));
    const x1 = { head: 'head_dn', tail: 'tail_dn', scale: 1 };
    const both = edtParameters(edtBase, [x2, x1]);
    const ofX1 = new Map([...both].filter(([name]) => /^(head|tail)_dn\./.test(name)));
    expect(ofX1.size).toBeGreaterThan(0);
    expect(learnable(both)).toBe(alone + learnable(ofX1));
  });
});
