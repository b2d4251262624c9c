import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setComposed } from '../composedMode';
import { setTiling } from '../products/productProgram';
import { randomInput, TestGpu, type TestInput } from '../testGpu';
import * as tf from '../tf';
import { composedDepthwiseGelu, depthwiseGelu } from './depthwiseGelu';
import { composedNormalizedLinear, normalizedLinear } from './normalizedLinear';
import { composedResidualLinear, residualLinear } from './residualLinear';
import { hasTransformerKernels } from './transformerKernels';

describe('the fused parts of a block', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(async () => {
    setTiling(false);
    setComposed(false);
    await gpu.expectNoErrors();
  });

  /** Fresh values for each shape. */
  function inputs(...shapes: (readonly number[])[]): TestInput[] {
    const random = gpu.random();
    return shapes.map((shape) => randomInput(shape, random));
  }
  const map = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

  describe.each(['none', 'gelu'] as const)(
    'LayerNorm, linear, %s',
    { tags: 'thorough' },
    (activation) => {
      const run =
        (compute: typeof normalizedLinear) =>
        (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
          compute(map(x), { weight: gamma, bias: beta }, { weight, bias }, activation);

      // Rows that fill no block of four; widths of whole vec4s, of vec2s, of both.
      it.each([
        { x: [1, 8, 8, 96], out: 288 },
        { x: [2, 3, 5, 8], out: 4 },
        { x: [1, 1, 1, 4], out: 20 },
        { x: [1, 3, 3, 40], out: 10 },
        { x: [1, 5, 2, 6], out: 24 },
        // So many rows that an invocation takes several columns in turn.
        { x: [1, 28, 28, 96], out: 96 },
      ])('is the composed one for $x to $out', async ({ x, out }) => {
        const width = x.at(-1) ?? 1;
        const before = gpu.ran('normalizedLinear');
        await gpu.expectParity(
          inputs(x, [width], [width], [width, out], [out]),
          run(normalizedLinear),
          3e-5,
          run(composedNormalizedLinear),
        );
        expect(gpu.ran('normalizedLinear')).toBe(before + 1);
      });
    },
  );

  it.each([
    { tiling: false, pipelines: 1 },
    { tiling: true, pipelines: 3 },
  ])(
    'have $pipelines pipelines for three widths where tiling is $tiling',
    { tags: 'thorough' },
    async (form) => {
      setTiling(form.tiling);
      const before = gpu.pipelines('residualLinear');
      for (const width of [112, 144, 208]) {
        const run = (compute: typeof residualLinear) => (residual: tf.Tensor, bias: tf.Tensor) =>
          compute(map(residual), bias, {
            x: map(residual),
            weight: tf.outerProduct(bias as tf.Tensor1D, bias as tf.Tensor1D),
          });
        await gpu.expectParity(
          inputs([1, 2, 4, width], [width]),
          run(residualLinear),
          1e-4,
          run(composedResidualLinear),
        );
      }
      expect(gpu.pipelines('residualLinear') - before).toBe(form.pipelines);
    },
  );

  describe('in tiles of workgroup memory', { tags: 'thorough' }, () => {
    // Rows that fill no tile; one and three vectors of columns for each thread, and part of a tile.
    it.each([
      { x: [1, 5, 7, 96], out: 192 },
      { x: [1, 8, 8, 24], out: 64 },
      { x: [2, 3, 3, 20], out: 12 },
    ])('LayerNorm and linear are the composed ones for $x to $out', async ({ x, out }) => {
      setTiling(true);
      const width = x.at(-1) ?? 1;
      const run =
        (compute: typeof normalizedLinear) =>
        (...[t, gamma, beta, weight, bias]: tf.Tensor[]) =>
          compute(
            map(t),
            { weight: gamma as tf.Tensor, bias: beta as tf.Tensor },
            { weight: weight as tf.Tensor, bias: bias as tf.Tensor },
            'gelu',
          );
      const all = inputs(x, [width], [width], [width, out], [out]);
      const before = gpu.pipelines('tiled normalizedLinear');
      await gpu.expectParity(all, run(normalizedLinear), 3e-5, run(composedNormalizedLinear));
      expect(gpu.pipelines('tiled normalizedLinear')).toBe(before + 1);
    });
  });

  it.each([false, true])(
    'two products and two residuals add up, tiled: %s',
    { tags: 'thorough' },
    async (isTiled) => {
      setTiling(isTiled);
      const run =
        (compute: typeof residualLinear) =>
        (...[residual, bias, x, weight, x2, weight2, outer]: tf.Tensor[]) =>
          compute(
            map(residual),
            bias as tf.Tensor,
            { x: map(x), weight: weight as tf.Tensor },
            { x: map(x2), weight: weight2 as tf.Tensor },
            map(outer),
          );
      const out = [1, 5, 7, 96];
      const all = inputs(out, [96], [1, 5, 7, 40], [40, 96], [1, 5, 7, 24], [24, 96], out);
      const form = isTiled ? 'tiled' : 'flat';
      const before = gpu.pipelines(`${form} residualLinear`);
      await gpu.expectParity(all, run(residualLinear), 5e-5, run(composedResidualLinear));
      expect(gpu.pipelines(`${form} residualLinear`)).toBe(before + 1);
    },
  );

  it('stand aside for the composed ones when told so', () => {
    expect(hasTransformerKernels()).toBe(true);
    setComposed(true);
    expect(hasTransformerKernels()).toBe(false);
  });

  it('normalizes rows far from 0 without losing their variance', async () => {
    const random = gpu.random();
    const [gamma, beta, weight, bias] = inputs([64], [64], [64, 8], [8]);
    if (!gamma || !beta || !weight || !bias) throw new Error('too few');
    await gpu.expectParity(
      [randomInput([1, 5, 8, 64], random, 1, 300), gamma, beta, weight, bias],
      (x, g, b, w, o) =>
        normalizedLinear(
          map(x),
          { weight: g as tf.Tensor, bias: b as tf.Tensor },
          { weight: w as tf.Tensor, bias: o as tf.Tensor },
          'none',
        ),
      // The mean is good to some 1e-4 here; a variance from E[x²] − E[x]² would be off by 1e-2.
      5e-3,
      (x, g, b, w, o) =>
        composedNormalizedLinear(
          map(x),
          { weight: g as tf.Tensor, bias: b as tf.Tensor },
          { weight: w as tf.Tensor, bias: o as tf.Tensor },
          'none',
        ),
    );
  });

  describe('products added to a residual', () => {
    it.each([
      { shape: [1, 8, 8, 96], inner: 192, inner2: 24 },
      { shape: [1, 3, 7, 12], inner: 8, inner2: 4 },
      { shape: [2, 3, 3, 10], inner: 6, inner2: 14 },
    ])('are the composed ones for $shape, $inner, $inner2', async ({ shape, inner, inner2 }) => {
      const places = shape.slice(0, -1);
      const out = shape.at(-1) ?? 1;
      const all = inputs(
        shape,
        [out],
        [...places, inner],
        [inner, out],
        [...places, inner2],
        [inner2, out],
      );
      const run =
        (compute: typeof residualLinear, isDouble: boolean) =>
        (...t: tf.Tensor[]) => {
          const [residual, bias, x, weight, x2, weight2] = t as [
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
          ];
          const second = isDouble ? { x: map(x2), weight: weight2 } : undefined;
          return compute(map(residual), bias, { x: map(x), weight }, second);
        };
      for (const isDouble of [true, false]) {
        const before = gpu.pipelines('residualLinear');
        await gpu.expectParity(
          all,
          run(residualLinear, isDouble),
          5e-5,
          run(composedResidualLinear, isDouble),
        );
        expect(gpu.pipelines('residualLinear')).toBe(before + 1);
      }
    });
  });

  it.each([
    { x: [1, 9, 8, 192], side: 5 },
    { x: [2, 3, 7, 4], side: 5 },
    { x: [1, 4, 1, 8], side: 3 },
    { x: [1, 6, 5, 10], side: 5 },
  ])('depthwise $side×$side and GELU of $x are the composed ones', async ({ x, side }) => {
    const channels = x.at(-1) ?? 1;
    const before = gpu.pipelines('depthwiseGelu');
    await gpu.expectParity(
      inputs(x, [side, side, channels, 1], [channels]),
      (t, weight, bias) => depthwiseGelu(map(t), weight as tf.Tensor, bias as tf.Tensor),
      2e-5,
      (t, weight, bias) => composedDepthwiseGelu(map(t), weight as tf.Tensor, bias as tf.Tensor),
    );
    expect(gpu.pipelines('depthwiseGelu')).toBe(before + 1);
  });
});
