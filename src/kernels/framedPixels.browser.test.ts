import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Frame, framedPixels, framePixels, noFrame } from './framedPixels';
import { TestGpu } from './testGpu';
import * as tf from './tf';

describe('pixels as they are read back', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
    await tf.setBackend('webgpu');
  });
  afterEach(() => gpu.expectNoErrors());

  async function words(values: Float32Array, height: number, width: number, frame: Frame) {
    const output = tf.tidy(() => framedPixels(tf.tensor4d(values, [1, height, width, 3]), frame));
    const found = (await output.data()) as Int32Array;
    output.dispose();
    return found;
  }

  it('have the bytes that a processor rounds them to', async () => {
    const random = gpu.random();
    const edges = [0, -0, 1, -1, 2, 1e-45, 1e-30, 0.5 / 255, 1.5 / 255, 254.5 / 255, 1 - 2 ** -24];
    // Ties, the floats beside them, and anything between.
    const ties = Array.from({ length: 255 }, (_, i) => Math.fround((i + 0.5) / 255));
    const beside = ties.flatMap((tie) => [tie, tie * (1 + 2 ** -23), tie * (1 - 2 ** -24)]);
    const exact = Array.from({ length: 255 }, (_, i) => (2 * i + 1) / 512);
    const others = Array.from({ length: 3000 }, () => random.between(-0.2, 1.2));
    const small = Array.from({ length: 300 }, () => random.between(0, 0.01));
    const all = [...edges, ...beside, ...exact, ...others, ...small];
    const width = 1 + Math.floor(all.length / 3);
    const values = new Float32Array(3 * width);
    values.set(all);
    const found = new Uint8Array((await words(values, 1, width, noFrame)).buffer);
    const expected = new Uint8ClampedArray(4 * width);
    for (let i = 0; i < width; i++) {
      for (let c = 0; c < 3; c++) expected[4 * i + c] = 255 * (values[3 * i + c] ?? 0);
      expected[4 * i + 3] = 255;
    }
    expect([...found]).toEqual([...expected]);
  });

  it('mark what is not a number', async () => {
    const values = Float32Array.from([0, 1, Number.NaN, 1, 1, 1, Number.NEGATIVE_INFINITY, 0, 0]);
    const found = new Uint8Array((await words(values, 1, 3, noFrame)).buffer);
    expect([found[3], found[7], found[11]]).toEqual([0, 255, 0]);
  });

  it.each([
    { top: 1, right: 2, bottom: 3, left: 1 },
    { top: 0, right: 0, bottom: 2, left: 3 },
    { top: 2, right: 1, bottom: 0, left: 0 },
  ])('keep the numbers of their frame: %o', async (frame) => {
    const [height, width] = [7, 6];
    const random = gpu.random();
    const values = Float32Array.from({ length: 3 * height * width }, () => random.between(-1, 2));
    const found = await words(values, height, width, frame);
    const count = framePixels(width, height, frame);
    expect(found).toHaveLength(height * width + 3 * count);
    const rows = Array.from({ length: height }, (_, y) => y);
    const isTop = (y: number) => y < frame.top;
    const isBottom = (y: number) => y >= height - frame.bottom;
    const order = [
      ...rows.filter(isTop),
      ...rows.filter(isBottom),
      ...rows.filter((y) => !isTop(y) && !isBottom(y)),
    ];
    const expected = order.flatMap((y) =>
      Array.from({ length: width }, (_, x) => x)
        .filter((x) => isTop(y) || isBottom(y) || x < frame.left || x >= width - frame.right)
        .flatMap((x) => [...values.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)]),
    );
    expect(expected).toHaveLength(3 * count);
    const rims = new Float32Array(found.buffer, found.byteOffset + 4 * height * width);
    expect([...rims]).toEqual(expected);
  });
});
