import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../imaging/random';
import { startCpu } from '../../kernels/backends/fallbacks';
import * as tf from '../../kernels/tf';
import { Constants } from '../constants';
import { angle, binCount, forwardTransform, inverseTransform, magnitude } from './fourier';

const sizes = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 5],
  [4, 4],
  [6, 7],
  [7, 12],
  [16, 24],
] as const;

interface Bin {
  readonly re: number;
  readonly im: number;
}

/** The orthonormal 2-D DFT by its definition, in doubles; `[F][H]`, as `Spectrum` has it. */
function naiveSpectrum(values: Float32Array, height: number, width: number): Bin[][] {
  return Array.from({ length: binCount(width) }, (_, kx) =>
    Array.from({ length: height }, (_, ky) => {
      let re = 0;
      let im = 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const phase = -2 * Math.PI * ((kx * x) / width + (ky * y) / height);
          const value = values[y * width + x] ?? Number.NaN;
          re += value * Math.cos(phase);
          im += value * Math.sin(phase);
        }
      }
      const scale = 1 / Math.sqrt(height * width);
      return { re: re * scale, im: im * scale };
    }),
  );
}

function largestDifference(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN))));
}

describe('the Fourier transform', () => {
  const constants = new Constants();
  beforeAll(async () => {
    await startCpu();
  });
  afterAll(() => constants.clear());

  const randomMaps = (maps: number, height: number, width: number, seed: number) => {
    const random = seededRandom(seed);
    const values = Float32Array.from({ length: maps * height * width }, () => random.normal());
    return { values, tensor: tf.tensor3d(values, [maps, height, width]) };
  };

  it.each(sizes)('is the DFT by its definition at %i × %i', async (height, width) => {
    const { values, tensor } = randomMaps(2, height, width, 1);
    const { re, im } = forwardTransform(tensor, constants);
    expect(re.shape).toEqual([2, binCount(width), height]);
    const expected = [0, 1].flatMap((map) =>
      naiveSpectrum(
        values.subarray(map * height * width, (map + 1) * height * width),
        height,
        width,
      ).flat(),
    );
    const reals = expected.map((bin) => bin.re);
    const imaginaries = expected.map((bin) => bin.im);
    expect(largestDifference(await re.data(), reals)).toBeLessThan(5e-6);
    expect(largestDifference(await im.data(), imaginaries)).toBeLessThan(5e-6);
  });

  it.each(sizes)('comes back to the maps at %i × %i', async (height, width) => {
    const { values, tensor } = randomMaps(3, height, width, 2);
    const back = inverseTransform(forwardTransform(tensor, constants), width, constants);
    expect(back.shape).toEqual([3, height, width]);
    expect(largestDifference(await back.data(), [...values])).toBeLessThan(5e-6);
  });

  it.each([
    [4, 4],
    [6, 10],
    [16, 24],
    [5, 6],
    [6, 5],
    [7, 7],
  ])('has bins of exactly no imaginary part where they must at %i × %i', async (height, width) => {
    const { tensor } = randomMaps(4, height, width, 3);
    const { im } = forwardTransform(tensor, constants);
    const own = (length: number) => (length % 2 === 0 ? [0, length / 2] : [0]);
    const values = await im.data();
    for (let map = 0; map < 4; map++) {
      for (const kx of own(width)) {
        for (const ky of own(height)) {
          const at = (map * binCount(width) + kx) * height + ky;
          // toBe(0) would tell −0 from 0, which count as the same for the angle.
          expect(Math.abs(values[at] ?? Number.NaN), `bin ${kx}, ${ky}`).toBe(0);
        }
      }
    }
  });

  it('ignores imaginary parts that a real map cannot have', async () => {
    const { values, tensor } = randomMaps(1, 4, 6, 4);
    const { re, im } = forwardTransform(tensor, constants);
    const disturbed = tf.add(im, tf.tensor3d(disturbance(4, 4), [1, 4, 4]));
    const back = inverseTransform({ re, im: disturbed as tf.Tensor3D }, 6, constants);
    expect(largestDifference(await back.data(), [...values])).toBeLessThan(5e-6);
  });

  /** 1 in the columns 0 and last, the self-conjugate ones of an even width, at row 0 only. */
  function disturbance(bins: number, height: number): Float32Array {
    const values = new Float32Array(bins * height);
    values[0] = 1;
    values[(bins - 1) * height] = 1;
    return values;
  }
});

describe('magnitude and angle', () => {
  beforeAll(async () => {
    await startCpu();
  });

  const points: Bin[] = [
    { re: 3, im: 4 },
    { re: -1, im: 2 },
    { re: -2, im: -0.5 },
    { re: 0.001, im: -0.002 },
    { re: 5, im: 0 },
  ];
  const tensors = (bins: readonly Bin[]) => ({
    re: tf.tensor3d(
      bins.map(({ re }) => re),
      [1, 1, bins.length],
    ),
    im: tf.tensor3d(
      bins.map(({ im }) => im),
      [1, 1, bins.length],
    ),
  });

  it('are length and direction', async () => {
    const { re, im } = tensors(points);
    const lengths = points.map((bin) => Math.hypot(bin.re, bin.im));
    const directions = points.map((bin) => Math.atan2(bin.im, bin.re));
    expect(largestDifference(await magnitude(re, im).data(), lengths)).toBeLessThan(1e-6);
    expect(largestDifference(await angle(re, im).data(), directions)).toBeLessThan(1e-6);
  });

  it('see a negative real bin at +π, whichever zero its imaginary part is', async () => {
    const { re, im } = tensors([
      { re: -2, im: 0 },
      { re: -2, im: -0 },
    ]);
    expect([...(await angle(re, im).data())]).toEqual([Math.fround(Math.PI), Math.fround(Math.PI)]);
  });

  it('have the derivatives of length and direction', async () => {
    const { re, im } = tensors(points);
    const [byRe, byIm] = tf.grads((a, b) => magnitude(a as tf.Tensor3D, b as tf.Tensor3D))([
      re,
      im,
    ]) as [tf.Tensor, tf.Tensor];
    const length = ({ re, im }: Bin) => Math.hypot(re, im);
    const close = async (found: tf.Tensor, slope: (bin: Bin) => number) => {
      const expected = points.map(slope);
      // Relative: the angle turns the faster the nearer to 0.
      const errors = [...(await found.data())].map(
        (value, i) => Math.abs(value - (expected[i] ?? 0)) / (1 + Math.abs(expected[i] ?? 0)),
      );
      expect(Math.max(...errors)).toBeLessThan(1e-5);
    };
    await close(byRe, (bin) => bin.re / length(bin));
    await close(byIm, (bin) => bin.im / length(bin));

    const [turnByRe, turnByIm] = tf.grads((a, b) => angle(a as tf.Tensor3D, b as tf.Tensor3D))([
      re,
      im,
    ]) as [tf.Tensor, tf.Tensor];
    await close(turnByRe, (bin) => -bin.im / length(bin) ** 2);
    await close(turnByIm, (bin) => bin.re / length(bin) ** 2);
  });

  it('have derivative 0 at 0, as PyTorch does', async () => {
    const { re, im } = tensors([{ re: 0, im: 0 }]);
    for (const f of [magnitude, angle]) {
      const slopes = tf.grads((a, b) => f(a as tf.Tensor3D, b as tf.Tensor3D))([re, im]);
      for (const slope of slopes) {
        const [value = Number.NaN] = await slope.data();
        expect(Math.abs(value)).toBe(0);
      }
    }
  });
});
