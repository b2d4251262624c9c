import { describe, expect, it } from 'vitest';
import { isRunningStatistic } from './adaptir/parameters';
import { edtNetwork, iptNetwork } from './network';
import type { ParameterSpecs } from './parameters';

const imageMean = [0.4488, 0.4371, 0.404] as const;

/** EDT-B as published. */
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

/**
 * What PyTorch's `parameters()` counts: everything but BatchNorm's running statistics, which are
 * buffers; IPT's `sub_mean` and `add_mean`, though frozen, are in.
 */
function counted(specs: ParameterSpecs): number {
  return [...specs]
    .filter(([name]) => !isRunningStatistic(name))
    .reduce((sum, [, spec]) => sum + size(spec), 0);
}

describe('the networks at their published sizes', () => {
  const x2 = { head: 'head_sr_x2', tail: 'tail_sr_x2', scale: 2 };
  const x1 = { head: 'head_dn', tail: 'tail_dn', scale: 1 };

  it('EDT-B ×2 with adapters has 11,652,767 parameters, 173,412 of them in adapters', () => {
    const { backboneParameters, adapterParameters } = edtNetwork(edtBase, { x2 });
    const adapters = adapterParameters({ kind: 'adaptir', hidden: 12, squeeze: 3 });
    expect(counted(adapters)).toBe(173_412);
    expect(counted(backboneParameters) + counted(adapters)).toBe(11_652_767);
    expect(adapters.has('body.layers.5.residual_group.blocks.5.adaptir.head.weight')).toBe(true);
  });

  it('IPT with adapters has 119,590,050 parameters, 697,656 of them in adapters', () => {
    const { backboneParameters, adapterParameters } = iptNetwork(ipt, { x2: { index: 0 } });
    const adapters = adapterParameters({ kind: 'adaptir', hidden: 24, squeeze: 3 });
    expect(counted(adapters)).toBe(697_656);
    expect(counted(backboneParameters) + counted(adapters)).toBe(119_590_050);
    expect(adapters.has('body.encoder.layers.11.adaptir.tail.weight')).toBe(true);
    expect(adapters.has('body.decoder.layers.11.adaptir.tail.weight')).toBe(true);
  });

  it('an adapter carries running statistics that nobody counts', () => {
    const adapters = edtNetwork(edtBase, { x2 }).adapterParameters({
      kind: 'adaptir',
      hidden: 12,
      squeeze: 3,
    });
    const statistics = [...adapters].filter(([name]) => isRunningStatistic(name));
    expect(statistics.reduce((sum, [, spec]) => sum + size(spec), 0)).toBe(36 * 2 * 12);
  });

  it('EDT holds heads and tails only for the routes wanted', () => {
    const alone = edtNetwork(edtBase, { x2 }).backboneParameters;
    const both = edtNetwork(edtBase, { x2, x1 }).backboneParameters;
    const ofX1 = new Map([...both].filter(([name]) => /^(head|tail)_dn\./.test(name)));
    expect(ofX1.size).toBeGreaterThan(0);
    expect(counted(both)).toBe(counted(alone) + counted(ofX1));
  });

  it('IPT has no seventh head', () => {
    expect(() => iptNetwork(ipt, { odd: { index: 6 } })).toThrow('IPT has no head number 6.');
  });
});
