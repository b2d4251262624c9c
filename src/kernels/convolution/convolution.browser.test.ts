import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setTiling } from '../products/productProgram';
import { randomInput, TestGpu, type TestInput } from '../testGpu';
import * as tf from '../tf';
import { composedConvolution } from './composedConvolution';
import type { Addition, Convolution } from './convolution';
import { convolve } from './convolve';
import { fusedConvolution, fusedConvolutionKernel } from './fusedConvolution';

type Compute = (
  parts: readonly tf.Tensor4D[],
  convolution: Convolution,
  added: Addition,
) => tf.Tensor4D;

interface Case extends Omit<Convolution, 'weight' | 'bias'> {
  readonly x: readonly [number, number, number, number];
  /** Channels of a second map, of x or of the shortcut. */
  readonly joined?: number;
  readonly joinedOther?: number;
  readonly out: number;
  readonly bias?: boolean;
  readonly shortcut?: boolean;
  readonly residual?: boolean;
  readonly scale?: number;
}

/** How many products a weight's gradient sums up, beside those of a map's gradient. */
const scaleOf = ({ x: [n, h, w], side, out }: Case) => Math.max(1, (n * h * w) / (side ** 2 * out));

/** Gradients of a sum of squares are up to 350 here, but 1500 with a residual and its wide map. */
const gradientTolerance = (name: string) => (name === 'with a residual' ? 3e-3 : 5e-4);

const cases: Record<string, Case> = {
  'the first one, of an image without its mean': {
    x: [2, 6, 9, 3],
    out: 16,
    side: 3,
    bias: true,
    mean: [0.45, 0.3, 0.6],
  },
  'with LeakyReLU': { x: [1, 9, 7, 16], out: 16, side: 3, bias: true, isLeaky: true },
  'with a shortcut': {
    x: [1, 8, 6, 16],
    out: 32,
    side: 3,
    bias: true,
    isLeaky: true,
    shortcut: true,
  },
  'of joined maps': { x: [1, 7, 8, 32], joined: 16, out: 24, side: 3, bias: true, isLeaky: true },
  'with a shortcut of joined maps': {
    x: [1, 7, 8, 24],
    joinedOther: 16,
    out: 24,
    side: 3,
    bias: true,
    isLeaky: true,
    shortcut: true,
  },
  'that halves': { x: [2, 8, 12, 32], out: 32, side: 4, halves: true },
  'that doubles': { x: [2, 5, 4, 96], out: 4 * 64, side: 1, bias: true, shuffle: 2 },
  'with a pixel shuffle by 3': { x: [1, 4, 6, 8], out: 9 * 4, side: 3, bias: true, shuffle: 3 },
  'with a residual': { x: [1, 5, 11, 96], out: 96, side: 3, bias: true, residual: true },
  'the last one, on the image': { x: [2, 6, 8, 32], out: 3, side: 3, bias: true, scale: 1 },
  'the last one, on the image four times as large': {
    x: [2, 8, 12, 8],
    out: 3,
    side: 3,
    bias: true,
    scale: 4,
  },
  'of pairs of channels, 5×5': { x: [1, 6, 5, 6], out: 10, side: 5, bias: true },
  'of odd widths': { x: [1, 6, 5, 5], out: 7, side: 3, isLeaky: true },
};

/** What `npm test` looks at; the other shapes and forms take their turn in `npm run test:all`. */
const isQuick = ([name]: readonly [string, Case]) =>
  ['with LeakyReLU', 'with a shortcut of joined maps', 'that doubles'].includes(name);
const quick = Object.entries(cases).filter(isQuick);
const others = Object.entries(cases).filter((entry) => !isQuick(entry));

describe('a convolution with what stands around it', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(async () => {
    setTiling(false);
    await gpu.expectNoErrors();
  });

  /** In a form of its own: `flat` or `tiled`. */
  const ran = (form: string) => gpu.ran(`${form} convolution`);

  /** Inputs of a case, and its computation from them. */
  function prepare(c: Case): {
    inputs: TestInput[];
    run: (compute: Compute) => (...tensors: tf.Tensor[]) => tf.Tensor;
  } {
    const random = gpu.random();
    const [n, h, w, channels] = c.x;
    const inner = channels + (c.joined ?? 0);
    const [outHeight, outWidth] = c.halves ? [h / 2, w / 2] : [h, w];
    const shuffle = c.shuffle ?? 1;
    const given: Record<string, readonly number[] | false> = {
      x: c.x,
      x2: c.joined !== undefined && [n, h, w, c.joined],
      weight: c.side === 1 ? [inner, c.out] : [c.side, c.side, inner, c.out],
      // The doubling one has a bias for each channel, the shuffled ones for each column.
      bias: c.bias === true && [c.side === 1 ? c.out / shuffle ** 2 : c.out],
      other: c.shortcut === true && [n, outHeight, outWidth, channels],
      other2: c.joinedOther !== undefined && [n, outHeight, outWidth, c.joinedOther],
      shortcutWeight: c.shortcut === true && [channels + (c.joinedOther ?? 0), c.out],
      shortcutBias: c.shortcut === true && [c.out],
      residual: c.residual === true && [n, outHeight, outWidth, c.out],
      image: c.scale !== undefined && [n, h / c.scale, w / c.scale, c.out],
    };
    const names = Object.keys(given).filter((name) => given[name] !== false);
    const run =
      (compute: Compute) =>
      (...tensors: tf.Tensor[]) => {
        const t = new Map(names.map((name, i) => [name, tensors[i] as tf.Tensor4D]));
        const parts = (...from: string[]) => from.flatMap((name) => t.get(name) ?? []);
        const added: Addition = {
          ...(c.shortcut && {
            shortcut: {
              parts: parts('other', 'other2'),
              weight: t.get('shortcutWeight') as tf.Tensor,
              bias: t.get('shortcutBias') as tf.Tensor,
            },
          }),
          ...(c.residual && { residual: t.get('residual') as tf.Tensor4D }),
          ...(c.scale && { base: { image: t.get('image') as tf.Tensor4D, scale: c.scale } }),
        };
        return compute(
          parts('x', 'x2'),
          { ...c, weight: t.get('weight') as tf.Tensor, bias: t.get('bias') },
          added,
        );
      };
    return { inputs: names.map((name) => randomInput(given[name] || [], random)), run };
  }

  describe.each(['flat', 'tiled'] as const)('%s', (form) => {
    const isTheComposedOne = async (_: string, c: Case) => {
      setTiling(form === 'tiled');
      const { inputs, run } = prepare(c);
      const before = ran(form);
      await gpu.expectParity(inputs, run(fusedConvolution), 5e-5, run(composedConvolution));
      const isInForm = form === 'flat' || (c.out % 4 === 0 && c.x[3] % 4 === 0);
      expect(ran(form) - before).toBe(isInForm ? 1 : 0);
    };
    it.each(quick)('%s', isTheComposedOne);
    it.each(others)('%s', { tags: 'thorough' }, isTheComposedOne);
  });

  it('has a definition that is right on WebGPU itself', async () => {
    const { inputs, run } = prepare(cases['with a shortcut of joined maps'] as Case);
    await gpu.expectParity(inputs, run(composedConvolution), 5e-5);
  });

  it('would be seen to be off by one tap', async () => {
    const { inputs, run } = prepare(cases['with LeakyReLU'] as Case);
    const found = await gpu.values(inputs, run(fusedConvolution));
    const [x, ...others] = inputs as [TestInput, ...TestInput[]];
    const values = x.values.slice();
    values[40] = (values[40] ?? 0) + 0.01;
    const off = await gpu.values([{ ...x, values }, ...others], run(fusedConvolution));
    expect(() => gpu.expectClose(off, found, 5e-5)).toThrow(/off by/);
  });

  it.each([
    'with a residual',
    'with LeakyReLU',
    'with a shortcut',
    'with a shortcut of joined maps',
    'of joined maps',
    'that doubles',
    'with a pixel shuffle by 3',
    'the last one, on the image',
  ])('has the composed one’s gradient by its first map: %s', { tags: 'thorough' }, async (name) => {
    const { inputs, run } = prepare(cases[name] as Case);
    const gradient =
      (compute: Compute) =>
      (...tensors: tf.Tensor[]) => {
        const [x, ...others] = tensors as [tf.Tensor, ...tf.Tensor[]];
        return tf.grad((u) => tf.sum(tf.square(run(compute)(u, ...others))))(x);
      };
    await gpu.expectParity(
      inputs,
      gradient(convolve),
      gradientTolerance(name),
      gradient(composedConvolution),
    );
    expect(tf.getGradient(fusedConvolutionKernel)).toBeDefined();
  });

  const trainable = Object.entries(cases).filter(([, { halves }]) => !halves);
  const inWorkgroups = ['with LeakyReLU', 'of joined maps', 'that doubles'] as const;
  const hasItsGradients = async (form: string, name: string, c: Case) => {
    setTiling(form === 'tiled');
    const before = { products: ran(form), filters: gpu.ran('filterGradient') };
    const { inputs, run } = prepare(c);
    const maps = c.joined === undefined ? 1 : 2;
    const trained = c.bias ? [maps, maps + 1] : [maps];
    const gradients =
      (compute: Compute) =>
      (...tensors: tf.Tensor[]) => {
        const loss = (...weights: tf.Tensor[]) => {
          const given = trained.reduce(
            (all, at, i) => all.with(at, weights[i] as tf.Tensor),
            tensors,
          );
          return tf.sum(tf.square(run(compute)(...given)));
        };
        const found = tf.grads(loss)(trained.map((at) => tensors[at] as tf.Tensor));
        // As large as those by a map, which have the same bounds.
        return tf.concat(found.map((gradient) => tf.div(tf.reshape(gradient, [-1]), scaleOf(c))));
      };
    const convolveTrained: Compute = (parts, convolution, added) =>
      convolve(parts, { ...convolution, isTrained: true }, added);
    await gpu.expectParity(
      inputs,
      gradients(convolveTrained),
      gradientTolerance(name),
      gradients(composedConvolution),
    );
    expect(ran(form)).toBeGreaterThan(before.products);
    // Real GPUs have products of matrices for it.
    expect(gpu.ran('filterGradient') > before.filters).toBe(form === 'flat');
  };
  const trained = [
    ...trainable.map(([name, c]) => ['flat', name, c] as const),
    ...inWorkgroups.map((name) => ['tiled', name, cases[name] as Case] as const),
  ];
  const isQuicklyTrained = ([, name]: readonly [string, string, Case]) => name === 'with LeakyReLU';
  const title = 'has the composed one’s gradients by what is trained: %s, %s';
  it.each(trained.filter(isQuicklyTrained))(title, hasItsGradients);
  it.each(trained.filter((entry) => !isQuicklyTrained(entry)))(
    title,
    { tags: 'thorough' },
    hasItsGradients,
  );

  it('has the composed one’s gradient by its second map, its shortcut and its residual', {
    tags: 'thorough',
  }, async () => {
    for (const [name, at] of [
      ['of joined maps', 1],
      ['with a shortcut', 3],
      ['with a shortcut of joined maps', 4],
      ['with a residual', 3],
    ] as const) {
      const { inputs, run } = prepare(cases[name] as Case);
      const gradient =
        (compute: Compute) =>
        (...tensors: tf.Tensor[]) =>
          tf.grad((u) => tf.sum(tf.square(run(compute)(...tensors.with(at, u)))))(
            tensors[at] as tf.Tensor,
          );
      await gpu.expectParity(
        inputs,
        gradient(convolve),
        gradientTolerance(name),
        gradient(composedConvolution),
      );
    }
  });
});
