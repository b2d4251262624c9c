import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { setTiling } from '../../kernels/products/productProgram';
import { randomInput, TestGpu, testSeed } from '../../kernels/testGpu';
import * as tf from '../../kernels/tf';
import { adaptersInBlocks } from '../adaptir/parameters';
import { restoringTensors } from '../adaptir/restoringParameters';
import { Constants } from '../constants';
import { type ParameterSpecs, Parameters, type ParameterValues } from '../parameters';
import type { WindowLayout } from './attention';
import { block } from './block';
import { edtParameters } from './parameters';

const blockName = 'body.layers.0.residual_group.blocks.0';

interface Sizes {
  readonly width: number;
  readonly hidden: number | null;
  /** Of a second adapter beside the first. */
  readonly beside?: number;
  readonly map: readonly [number, number, number];
  readonly layout: WindowLayout;
}

/** One block of an EDT, with or without an adapter. */
function blockSpecs({ width, hidden, beside, layout }: Sizes): ParameterSpecs {
  const architecture = {
    embedDim: width,
    numFeat: 4,
    depth: 1,
    depths: [1],
    numHeads: [layout.heads],
    windowSize: layout.windowSize,
    mlpRatio: 2,
    imageMean: [0, 0, 0] as const,
  };
  const backbone = [...edtParameters(architecture, [])].filter(([name]) =>
    name.startsWith(blockName),
  );
  const all = [hidden, beside].filter((widest) => typeof widest === 'number');
  const adapter = adaptersInBlocks(
    [blockName],
    ...all.map((widest) => ({ width, hidden: widest, squeeze: 3 })),
  );
  return new Map([...backbone, ...adapter]);
}

/** Scales and variances are about 1, so that attention is neither flat nor a single peak. */
function randomValues(specs: ParameterSpecs): Map<string, ParameterValues> {
  const random = seededRandom(testSeed);
  return new Map(
    [...specs].map(([name, { shape }]) => {
      const isScale = /(norm\d|BN|amp_fuse|pha_fuse)\.(weight|running_var)$/.test(name);
      return [name, isScale ? randomInput(shape, random, 0.5, 1) : randomInput(shape, random, 0.3)];
    }),
  );
}

const plain = { windowSize: [4, 16], heads: 2, isShifted: false } as const;
const shifted = { ...plain, isShifted: true } as const;
const cases: Record<string, Sizes> = {
  'the shipped sizes': {
    width: 96,
    hidden: 24,
    map: [1, 16, 32],
    layout: { ...shifted, heads: 4 },
  },
  'no adapter': { width: 16, hidden: null, map: [1, 16, 16], layout: shifted },
  'a mix of two adapters': {
    width: 16,
    hidden: 4,
    beside: 6,
    map: [1, 16, 32],
    layout: shifted,
  },
  'windows that are not rolled': { width: 16, hidden: 4, map: [1, 16, 16], layout: plain },
  'several images': { width: 16, hidden: 4, map: [3, 16, 32], layout: shifted },
  'pairs of channels': { width: 20, hidden: 6, map: [1, 16, 16], layout: { ...shifted, heads: 1 } },
  'windows of 6×24': {
    width: 12,
    hidden: 4,
    map: [1, 24, 48],
    layout: { windowSize: [6, 24], heads: 1, isShifted: true },
  },
  'windows of odd sides': {
    width: 8,
    hidden: 4,
    map: [1, 15, 30],
    layout: { windowSize: [3, 5], heads: 1, isShifted: true },
  },
};

describe('the fused block', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  /** Uploaded within, to whichever backend computes. */
  function run({ layout }: Sizes, specs: ParameterSpecs, values: Map<string, ParameterValues>) {
    return (x: tf.Tensor) => {
      const constants = new Constants();
      const tensors = restoringTensors(values, specs);
      const y = block(
        x as tf.Tensor4D,
        layout,
        new Parameters([tensors]).under(blockName),
        constants,
      );
      tf.dispose([...tensors.values()]);
      constants.clear();
      return y;
    };
  }

  const isTheComposedOne = async (_: string, sizes: Sizes) => {
    const specs = blockSpecs(sizes);
    const values = randomValues(specs);
    const x = randomInput([...sizes.map, sizes.width], gpu.random(), 1);
    const compute = run(sizes, specs, values);
    const before = gpu.ran('crossWindowAttention');
    await gpu.expectParity([x], compute, 1e-4);
    expect(gpu.ran('crossWindowAttention')).toBe(before + 1);
  };
  it.each(Object.entries(cases).slice(0, 1))('is the composed one with %s', isTheComposedOne);
  it.each(Object.entries(cases).slice(1))(
    'is the composed one with %s',
    { tags: 'thorough' },
    isTheComposedOne,
  );

  it('is the composed one in the forms that real GPUs run', async () => {
    setTiling(true);
    try {
      const sizes = cases['the shipped sizes'] as Sizes;
      const specs = blockSpecs(sizes);
      const x = randomInput([...sizes.map, sizes.width], gpu.random(), 1);
      const before = gpu.pipelines('tiled');
      await gpu.expectParity([x], run(sizes, specs, randomValues(specs)), 1e-4);
      expect(gpu.pipelines('tiled')).toBeGreaterThan(before);
    } finally {
      setTiling(false);
    }
  });

  it('takes thirteen dispatches with an adapter, six without, eight more for a second', {
    tags: 'thorough',
  }, async () => {
    const second = { beside: 4 };
    for (const [hidden, expected, beside] of [
      [8, 13, {}],
      [null, 6, {}],
      [8, 21, second],
    ] as const) {
      const sizes: Sizes = { width: 16, hidden, ...beside, map: [1, 16, 16], layout: shifted };
      const specs = blockSpecs(sizes);
      await tf.setBackend('webgpu');
      const tensors = restoringTensors(randomValues(specs), specs);
      const constants = new Constants();
      const parameters = new Parameters([tensors]).under(blockName);
      const x = tf.tensor4d(randomInput([1, 16, 16, 16], gpu.random()).values, [1, 16, 16, 16]);
      tf.dispose(block(x, sizes.layout, parameters, constants));
      const dispatched = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
      tf.dispose(block(x, sizes.layout, parameters, constants));
      expect(dispatched).toHaveBeenCalledTimes(expected);
      dispatched.mockRestore();
      tf.dispose([x, ...tensors.values()]);
      constants.clear();
    }
  });

  describe('while gradients are recorded', { tags: 'thorough' }, () => {
    const gradients: Record<string, Sizes> = {
      'vec4s, rolled': { width: 16, hidden: null, map: [1, 16, 32], layout: shifted },
      'vec4s, an adapter': { width: 16, hidden: 4, map: [2, 16, 16], layout: plain },
      'vec2s, odd windows': {
        width: 12,
        hidden: null,
        map: [2, 15, 15],
        layout: { windowSize: [3, 5], heads: 3, isShifted: true },
      },
    };

    it.each(Object.entries(gradients))('has the composed one’s: %s', async (_, sizes) => {
      const specs = blockSpecs(sizes);
      const shape = [...sizes.map, sizes.width];
      const random = gpu.random();
      const inputs = [randomInput(shape, random), randomInput(shape, random)];
      const compute = run(sizes, specs, randomValues(specs));
      const gradient = (...[x, along]: tf.Tensor[]) =>
        tf.grad((u) => tf.sum(tf.mul(compute(u), along as tf.Tensor)))(x as tf.Tensor);
      const before = gpu.ran('CrossWindowAttentionGradient');
      await gpu.expectParity(inputs, gradient, 1e-3);
      expect(gpu.ran('CrossWindowAttentionGradient')).toBe(before + 1);
    });
  });

  it('leaves odd widths to the composed one', { tags: 'thorough' }, async () => {
    const sizes: Sizes = {
      width: 6,
      hidden: 5,
      map: [1, 16, 16],
      layout: { ...shifted, heads: 1 },
    };
    const specs = blockSpecs(sizes);
    const values = randomValues(specs);
    expect([...restoringTensors(values, specs).keys()].some((k) => k.endsWith('packed'))).toBe(
      false,
    );
    const x = randomInput([...sizes.map, sizes.width], gpu.random(), 1);
    const compute = run(sizes, specs, values);
    await gpu.expectParity([x], compute, 1e-4);
    await gpu.expectParity([x], (t) => tf.grad((u) => tf.sum(compute(u)))(t), 2e-3);
  });
});
