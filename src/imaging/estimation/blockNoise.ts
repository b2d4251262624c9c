import { blockSide, cosineTransform } from './cosineTransform';
import type { Plane } from './plane';
import { quantile } from './quantile';

/** Frequencies, horizontal and vertical together, that tell how much a block shows. */
const showing = { from: 1, to: 3 };
/** Frequencies that noise is measured in: above what a flat block shows, below what JPEG drops. */
const measured = { from: 4, to: 7 };
/** Of all blocks, this share is measured: those that show least. */
const flattest = 0.05;
const fewestBlocks = 12;
/** Beyond these noise is cut off. */
const range = { from: 12, to: 243 };

/**
 * σ of the noise in a plane, in 8-bit units, from its flattest blocks: Ponomarenko, Lukin,
 * Zriakhov, Kaarna & Astola 2007, "An automatic approach to lossy compression of AVIRIS images"
 * (blocks are picked by their low frequencies, and measured in others), here in the middle
 * frequencies, which survive JPEG's quantization down to quality 75 or so.
 *
 * Over photos saved as JPEG of quality 75 to 95, noise of σ 10 in R, G and B (6.7 in luma) gave
 * median 10.5 and nine in ten from 9 to 13, once divided by luma's share; without noise the median
 * was 2, and one in ten, textured all over, gave more than 6: trust it from 9 on.
 *
 * @returns null where there are too few whole blocks that are not clipped.
 */
export function blockNoise({ width, height, values }: Plane): number | null {
  const blocks: { readonly shown: number; readonly noise: number }[] = [];
  const block = new Float64Array(blockSide * blockSide);
  for (let top = 0; top + blockSide <= height; top += blockSide) {
    for (let left = 0; left + blockSide <= width; left += blockSide) {
      let isClipped = false;
      for (let i = 0; i < block.length; i++) {
        const at = (top + Math.floor(i / blockSide)) * width + left + (i % blockSide);
        const value = values[at] as number;
        if (value < range.from || value > range.to) isClipped = true;
        block[i] = value;
      }
      if (isClipped) continue;
      const coefficients = cosineTransform(block);
      blocks.push({
        shown: meanSquare(coefficients, showing),
        noise: meanSquare(coefficients, measured),
      });
    }
  }
  if (blocks.length < fewestBlocks) return null;
  blocks.sort((a, b) => a.shown - b.shown);
  const flat = blocks.slice(0, Math.max(fewestBlocks, Math.round(flattest * blocks.length)));
  return Math.sqrt(
    quantile(
      flat.map(({ noise }) => noise),
      0.5,
    ),
  );
}

interface Band {
  readonly from: number;
  readonly to: number;
}

function meanSquare(coefficients: Float64Array, { from, to }: Band): number {
  let sum = 0;
  let count = 0;
  for (let v = 0; v < blockSide; v++) {
    for (let u = 0; u < blockSide; u++) {
      if (u + v < from || u + v > to) continue;
      sum += (coefficients[v * blockSide + u] as number) ** 2;
      count++;
    }
  }
  return sum / count;
}
