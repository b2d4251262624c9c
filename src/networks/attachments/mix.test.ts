import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { startCpu } from '../../kernels/backends/fallbacks';
import { randomInput, testSeed } from '../../kernels/testGpu';
import * as tf from '../../kernels/tf';
import { restoringTensors } from '../adaptir/restoringParameters';
import { Constants } from '../constants';
import { block } from '../edt/block';
import { edtNetwork } from '../network';
import { type ParameterSpecs, Parameters, type ParameterValues } from '../parameters';
import { type AdapterDesign, designOfTensors } from './design';
import { foldedIntoBackbone } from './foldedIntoBackbone';
import { mixed } from './mix';

const network = edtNetwork(
  {
    embedDim: 8,
    numFeat: 2,
    depth: 1,
    depths: [1],
    numHeads: [2],
    windowSize: [2, 4],
    mlpRatio: 2,
    imageMean: [0.4488, 0.4371, 0.404],
  },
  { x1: { head: 'head_dn', tail: 'tail_dn', scale: 1 } },
);
const [blockName = ''] = network.adaptedBlocks;
const layout = { windowSize: [2, 4], heads: 2, isShifted: false } as const;

/** Scales and variances are about 1, so that nothing that is mixed vanishes. */
function randomValues(specs: ParameterSpecs, seed: number): Map<string, ParameterValues> {
  const random = seededRandom(seed);
  return new Map(
    [...specs].map(([name, { shape }]) => {
      const isScale = /(norm\d|BN|amp_fuse|pha_fuse)\.(weight|running_var)$/.test(name);
      return [name, isScale ? randomInput(shape, random, 0.5, 1) : randomInput(shape, random, 0.5)];
    }),
  );
}

const frozen = randomValues(network.backboneParameters, testSeed);
const backbone = (name: string) => frozen.get(name);

/** An adapter with its own copy of one of the backbone's modules. */
function adapterOf(design: AdapterDesign, seed: number): Map<string, ParameterValues> {
  const carried = [...network.backboneParameters].filter(([name]) => name.startsWith('tail_dn.1.'));
  return randomValues(new Map([...network.adapterParameters(design), ...carried]), seed);
}

describe('a mix of adapters', () => {
  beforeAll(async () => {
    await startCpu();
  });

  /** What one block makes of a picture with an adapter. */
  async function restored(adapter: ReadonlyMap<string, ParameterValues>): Promise<number[]> {
    const { kind, shapeOf } = {
      kind: [...adapter.keys()].some((name) => name.includes('bottleneck'))
        ? 'bottleneck'
        : 'adaptir',
      shapeOf: (name: string) => adapter.get(name)?.shape,
    } as const;
    const specs = new Map([
      ...network.backboneParameters,
      ...network.adapterParameters(designOfTensors(kind, blockName, shapeOf)),
    ]);
    const layers = [foldedIntoBackbone(adapter, backbone), frozen].map((values) =>
      restoringTensors(values, specs),
    );
    const random = seededRandom(testSeed);
    const x = tf.tensor4d(randomInput([1, 4, 8, 8], random, 1).values, [1, 4, 8, 8]);
    const y = block(x, layout, new Parameters(layers).under(blockName), new Constants());
    return [...(await y.data())];
  }

  it.each<[string, AdapterDesign, AdapterDesign]>([
    [
      'AdaptIRs',
      { kind: 'adaptir', hidden: 4, squeeze: 1 },
      { kind: 'adaptir', hidden: 3, squeeze: 2 },
    ],
    ['bottlenecks', { kind: 'bottleneck', hidden: 3 }, { kind: 'bottleneck', hidden: 2 }],
  ])('adds in a block what each of two %s adds there, times its strength', async (_, one, two) => {
    const [first, second] = [adapterOf(one, 1), adapterOf(two, 2)];
    const both = mixed(
      [
        { adapter: first, strength: 0.6 },
        { adapter: second, strength: 1.5 },
      ],
      backbone,
    );
    const [none, a, b, mix] = await Promise.all([new Map(), first, second, both].map(restored));
    const expected = none?.map(
      (value, i) => value + 0.6 * ((a?.[i] ?? 0) - value) + 1.5 * ((b?.[i] ?? 0) - value),
    );
    const apart = (others: readonly number[] = []) =>
      Math.max(...(mix ?? [Number.NaN]).map((value, i) => Math.abs(value - (others[i] ?? 0))));
    expect(apart(expected)).toBeLessThan(1e-4);
    for (const alone of [none, a, b]) expect(apart(alone)).toBeGreaterThan(0.05);
  });

  it('adds up what LoRAs of different ranks add to a weight', () => {
    const [first, second] = [
      adapterOf({ kind: 'lora', rank: 2 }, 1),
      adapterOf({ kind: 'lora', rank: 3 }, 2),
    ];
    const parts = [
      { adapter: first, strength: 0.5 },
      { adapter: second, strength: 1.25 },
    ];
    const both = mixed(parts, backbone);
    expect(both.get(`${blockName}.qkv.lora_A`)?.shape).toEqual([5, 8]);
    expect(both.get(`${blockName}.qkv.lora_B`)?.shape).toEqual([24, 5]);
    for (const name of [`${blockName}.qkv.weight`, `${blockName}.mlp.fc2.weight`]) {
      const of = (adapter: ReadonlyMap<string, ParameterValues>) =>
        foldedIntoBackbone(adapter, backbone).get(name)?.values ?? new Float32Array();
      const before = frozen.get(name)?.values ?? new Float32Array();
      const [a, b, mix] = [of(first), of(second), of(both)];
      expect(mix).toHaveLength(before.length);
      mix.forEach((value, i) => {
        const w0 = before[i] ?? Number.NaN;
        const sum = w0 + 0.5 * ((a[i] ?? 0) - w0) + 1.25 * ((b[i] ?? 0) - w0);
        expect(value).toBeCloseTo(sum, 5);
      });
    }
  });

  it('moves what the adapters carry away from the backbone by both differences', () => {
    const design = { kind: 'adaptir', hidden: 2, squeeze: 1 } as const;
    const [first, second] = [adapterOf(design, 1), adapterOf(design, 2)];
    const name = 'tail_dn.1.weight';
    const only = new Map([...second].filter(([key]) => key !== 'tail_dn.1.bias'));
    const mix = mixed(
      [
        { adapter: first, strength: 0.5 },
        { adapter: only, strength: 0.75 },
      ],
      backbone,
    );
    const at = (adapter: ReadonlyMap<string, ParameterValues>, of = name) =>
      adapter.get(of)?.values[3 % (adapter.get(of)?.values.length ?? 1)] ?? Number.NaN;
    const w0 = at(frozen);
    expect(at(mix)).toBeCloseTo(w0 + 0.5 * (at(first) - w0) + 0.75 * (at(second) - w0), 5);
    // What one of them carries alone moves by its difference alone.
    const [bias, b0] = ['tail_dn.1.bias', at(frozen, 'tail_dn.1.bias')];
    expect(at(mix, bias)).toBeCloseTo(b0 + 0.5 * (at(first, bias) - b0), 5);
  });

  it('can be mixed once more, and its tensors tell its design', () => {
    const designs = [4, 3, 2].map((hidden) => ({ kind: 'adaptir', hidden, squeeze: 1 }) as const);
    const [a, b, c] = designs.map((design, seed) => ({
      adapter: adapterOf(design, seed),
      strength: 1,
    }));
    if (a === undefined || b === undefined || c === undefined) throw new Error('Three were made.');
    const inner = { adapter: mixed([b, c], backbone), strength: 0.5 };
    const outer = mixed([a, inner], backbone);
    const design = designOfTensors('adaptir', blockName, (name) => outer.get(name)?.shape);
    expect(design).toEqual({
      ...designs[0],
      beside: [
        { hidden: 3, squeeze: 1 },
        { hidden: 2, squeeze: 1 },
      ].map((widths) => expect.objectContaining(widths)),
    });
    const expected = network.adapterParameters(design);
    const attached = [...outer].filter(([name]) => name.startsWith(blockName));
    expect(new Map(attached.map(([name, { shape }]) => [name, shape]))).toEqual(
      new Map([...expected].map(([name, { shape }]) => [name, shape])),
    );
    const tail = (adapter: ReadonlyMap<string, ParameterValues>, module: string) =>
      adapter.get(`${blockName}.${module}.tail.weight`)?.values[0] ?? Number.NaN;
    expect(tail(outer, 'adaptir_3')).toBeCloseTo(0.5 * tail(c.adapter, 'adaptir'), 6);
  });
});
