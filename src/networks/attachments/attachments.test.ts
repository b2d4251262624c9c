import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { startCpu } from '../../kernels/backends/fallbacks';
import { randomInput, testSeed } from '../../kernels/testGpu';
import * as tf from '../../kernels/tf';
import { restoringTensors } from '../adaptir/restoringParameters';
import { Constants } from '../constants';
import { edtNetwork, iptNetwork } from '../network';
import { type ParameterSpecs, Parameters, type ParameterValues } from '../parameters';
import { parameterTensors } from '../parameterTensors';
import { bottleneck } from './bottleneck';
import { type AdapterDesign, designOf, trainedParameters, widestWithin } from './design';
import { foldedIntoBackbone } from './foldedIntoBackbone';

const compact = {
  embedDim: 96,
  numFeat: 16,
  depth: 2,
  depths: [4, 4],
  numHeads: [4, 4],
  windowSize: [4, 16],
  mlpRatio: 2,
  imageMean: [0.4488, 0.4371, 0.404],
} as const;
const routes = { x1: { head: 'head_dn', tail: 'tail_dn', scale: 1 } };
const small = edtNetwork(
  {
    ...compact,
    embedDim: 8,
    numFeat: 2,
    depth: 1,
    depths: [2],
    numHeads: [2],
    windowSize: [2, 4],
  },
  routes,
);

function randomValues(specs: ParameterSpecs, spread: number): Map<string, ParameterValues> {
  const random = seededRandom(testSeed);
  return new Map([...specs].map(([name, { shape }]) => [name, randomInput(shape, random, spread)]));
}

async function largestDifference(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  const [first, second] = await Promise.all([a.data(), b.data()]);
  expect(first).toHaveLength(second.length);
  return [...first].reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (second[i] ?? Number.NaN))),
    0,
  );
}

describe('LoRA and bottleneck', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it.each<AdapterDesign>([
    { kind: 'lora', rank: 3 },
    { kind: 'bottleneck', hidden: 3 },
  ])('restore with what is folded into the weights as they were trained: $kind', async (design) => {
    const frozen = randomValues(small.backboneParameters, 0.3);
    const backbone = parameterTensors(frozen, small.backboneParameters);
    const specs = small.adapterParameters(design);
    const published = randomValues(specs, 0.3);
    const asTrained = parameterTensors(published, specs);
    const forRestoring = restoringTensors(
      foldedIntoBackbone(published, (name) => frozen.get(name)),
      new Map([...small.backboneParameters, ...specs]),
    );
    const random = seededRandom(testSeed);
    const image = tf.tensor4d(
      Float32Array.from({ length: 8 * 16 * 3 }, () => random.uniform()),
      [1, 8, 16, 3],
    );
    const constants = new Constants();
    const through = (...layers: ReadonlyMap<string, tf.Tensor>[]) =>
      small.forward(image, 'x1', new Parameters([...layers, backbone]), constants);
    const unmerged = through(asTrained);
    expect(await largestDifference(unmerged, through(forRestoring))).toBeLessThan(1e-5);
    expect(await largestDifference(unmerged, through())).toBeGreaterThan(1e-3);
    const names = [...forRestoring.keys()].join();
    expect(names).not.toMatch(/lora_|up\.bias/);
  });

  it('adds B A x to each of qkv’s columns as PyTorch does', async () => {
    // q, k and v in PyTorch's order of rows, halves within; here halves come first.
    const specs = small.adapterParameters({ kind: 'lora', rank: 2 });
    const name = 'body.layers.0.residual_group.blocks.0.qkv';
    const published = randomValues(specs, 0.5);
    const a = published.get(`${name}.lora_A`);
    const b = published.get(`${name}.lora_B`);
    const zero = new Map([
      [`${name}.weight`, { shape: [24, 8], values: new Float32Array(24 * 8) }],
    ]);
    const merged = restoringTensors(
      foldedIntoBackbone(
        new Map([...published].filter(([key]) => key.startsWith(`${name}.`))),
        (own) => zero.get(own),
      ),
      small.backboneParameters,
    );
    const found = await merged.get(`${name}.weight`)?.data();
    for (let row = 0; row < 24; row++) {
      const [part, half, column] = [Math.floor(row / 8), Math.floor((row % 8) / 4), row % 4];
      const place = half * 12 + part * 4 + column;
      for (let input = 0; input < 8; input++) {
        const product = [0, 1].reduce(
          (sum, r) => sum + (b?.values[row * 2 + r] ?? 0) * (a?.values[r * 8 + input] ?? 0),
          0,
        );
        expect(found?.[input * 24 + place]).toBeCloseTo(product, 5);
      }
    }
  });

  it('computes up(gelu(down(x)))', async () => {
    const p = new Parameters([
      new Map<string, tf.Tensor>([
        ['down.weight', tf.tensor2d([1, 2, -1, 0.5], [2, 2])],
        ['down.bias', tf.tensor1d([0.5, -1])],
        ['up.weight', tf.tensor2d([2, 0, 1, -3], [2, 2])],
        ['up.bias', tf.tensor1d([0.25, 0])],
      ]),
    ]);
    const [first, second] = await bottleneck(tf.tensor4d([1, 2], [1, 1, 1, 2]), p).data();
    // down: 1 − 2 + 0.5 = −0.5 and 2 + 1 − 1 = 2; GELU: −0.154269, 1.954500.
    expect(first).toBeCloseTo(2 * -0.154269 + 1.9545 + 0.25, 4);
    expect(second).toBeCloseTo(-3 * 1.9545, 4);
  });
});

describe('the sizes of kinds', () => {
  const network = edtNetwork(compact, routes);
  const count = (design: AdapterDesign) => trainedParameters(network.adapterParameters(design));

  it('are those that PyTorch counts', () => {
    // 8 blocks: (96 + 288 + 96 + 192 + 192 + 96) · rank; 2 · 96 · hidden + hidden + 96.
    expect(count({ kind: 'lora', rank: 4 })).toBe(8 * 4 * 960);
    expect(count({ kind: 'bottleneck', hidden: 20 })).toBe(8 * (2 * 96 * 20 + 20 + 96));
    expect(count({ kind: 'full' })).toBe(0);
    // As in pretraining/STUDY.md, without the tail's modules.
    expect(count(designOf('adaptir', 24))).toBe(49_408);
    expect(count({ kind: 'lora', rank: 6 })).toBe(46_080);
    expect(count({ kind: 'bottleneck', hidden: 31 })).toBe(48_632);
  });

  it.each(['lora', 'bottleneck'] as const)(
    '%s keeps within AdaptIR’s, as wide as it can',
    (kind) => {
      const most = count(designOf('adaptir', 24));
      const hidden = widestWithin(most, kind, network.adapterParameters);
      expect(hidden).toBe(kind === 'lora' ? 6 : 31);
      expect(count(designOf(kind, hidden))).toBeLessThanOrEqual(most);
      expect(count(designOf(kind, hidden + 1))).toBeGreaterThan(most);
    },
  );

  it('are refused where a network does not take the kind', () => {
    const ipt = iptNetwork(
      {
        nFeats: 4,
        patchSize: 48,
        patchDim: 3,
        numLayers: 1,
        numHeads: 2,
        mlpRatio: 2,
        imageMean: compact.imageMean,
      },
      { x1: { index: 4 } },
    );
    expect(ipt.adapterKinds).toEqual(['adaptir', 'full']);
    expect(() => ipt.adapterParameters({ kind: 'lora', rank: 1 })).toThrow('lora');
  });
});
