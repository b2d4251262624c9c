import { expect, it } from 'vitest';
import { renderDeadLeaves } from '../deadLeavesScene';
import type { RgbaImage } from '../rgbaImage';
import { degrade } from './degrade';

const leaves = renderDeadLeaves({ width: 160, height: 120, seed: 2 });
// Half of it see-through: the codec must not see alpha, or it would darken these colours.
const cutOut: RgbaImage = {
  ...leaves,
  data: leaves.data.map((value, i) => (i % 4 === 3 && i % 8 === 3 ? 7 : value)),
};

function colourError(a: RgbaImage, b: RgbaImage): number {
  let squares = 0;
  a.data.forEach((value, i) => {
    squares += i % 4 === 3 ? 0 : (value - (b.data[i] as number)) ** 2;
  });
  return Math.sqrt(squares / ((a.data.length * 3) / 4));
}

it('compresses to JPEG: the lower the quality, the larger the error; alpha stays', async () => {
  const compress = (quality: number) => degrade(cutOut, [{ kind: 'jpeg', quality }], 1);
  const [poor, fair, good] = [await compress(10), await compress(50), await compress(100)];
  expect([fair.width, fair.height]).toEqual([160, 120]);
  expect(colourError(good, cutOut)).toBeLessThan(3);
  expect(colourError(fair, cutOut)).toBeGreaterThan(2 * colourError(good, cutOut));
  expect(colourError(poor, cutOut)).toBeGreaterThan(1.2 * colourError(fair, cutOut));
  expect(colourError(poor, cutOut)).toBeLessThan(40);
  for (let i = 3; i < cutOut.data.length; i += 4) {
    expect(poor.data[i]).toBe(cutOut.data[i]);
  }
});

it('gives the same JPEG for the same seed, and draws the quality with it', async () => {
  const compress = (seed: number) => degrade(leaves, [{ kind: 'jpeg', quality: [5, 95] }], seed);
  expect(await compress(3)).toEqual(await compress(3));
  expect((await compress(3)).data).not.toEqual((await compress(4)).data);
});
