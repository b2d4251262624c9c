import { beforeAll, describe, expect, it } from 'vitest';
import { startCpu } from '../../kernels/backends/fallbacks';
import * as tf from '../../kernels/tf';
import { fromWindows, roll, toWindows } from './windows';

function counting(shape: [number, number, number, number]): tf.Tensor4D {
  return tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);
}

describe('windows', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it('hold the pixels of their part of the map, row by row', async () => {
    const windows = toWindows(counting([1, 4, 6, 1]), [2, 3]);
    expect(windows.shape).toEqual([4, 6, 1]);
    expect([...(await windows.data())]).toEqual(
      [
        [0, 1, 2, 6, 7, 8],
        [3, 4, 5, 9, 10, 11],
        [12, 13, 14, 18, 19, 20],
        [15, 16, 17, 21, 22, 23],
      ].flat(),
    );
  });

  it.each([
    [[1, 4, 16, 3] as const, [4, 16] as const],
    [[2, 8, 12, 5] as const, [4, 3] as const],
    [[3, 6, 10, 2] as const, [3, 10] as const],
    [[1, 5, 7, 1] as const, [1, 1] as const],
  ])('of %j, each %j, lead back to the map', async (shape, window) => {
    const map = counting([...shape]);
    const windows = toWindows(map, window);
    expect(windows.shape[1]).toBe(window[0] * window[1]);
    const back = fromWindows(windows, window, shape);
    expect(back.shape).toEqual(shape);
    expect(await back.data()).toEqual(await map.data());
  });
});

describe('rolling', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it('moves down and right, and around', async () => {
    const rolled = roll(counting([1, 2, 3, 1]), 1, 2);
    expect([...(await rolled.data())]).toEqual([4, 5, 3, 1, 2, 0]);
  });

  it.each([
    [1, 2],
    [-3, 0],
    [0, 4],
    [7, -9],
    [-4, -6],
  ])('by %i and %i is undone by its opposite', async (down, right) => {
    const map = counting([2, 4, 6, 3]);
    const rolled = roll(map, down, right);
    expect(await roll(rolled, -down, -right).data()).toEqual(await map.data());
    const values = await rolled.array();
    const original = await map.array();
    const wrap = (index: number, length: number) => ((index % length) + length) % length;
    expect(values[1]?.[3]?.[2]).toEqual(original[1]?.[wrap(3 - down, 4)]?.[wrap(2 - right, 6)]);
  });
});
