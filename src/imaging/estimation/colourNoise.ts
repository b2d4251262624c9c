import type { RgbaImage } from '../rgbaImage';
import { colourPlanes, isGrey, type Plane } from './plane';
import { symmetricEigenvalues } from './symmetricEigenvalues';

/** Pixels of a patch's side. Over all three colours a patch has 75 numbers. */
const patchSide = 5;
/** More patches take longer and tell no more. */
const mostPatches = 12_000;
const fewestPatches = 600;
/** Of a patch's numbers, at most this share may be at the ends of the range, where noise is cut off. */
const mostClipped = 0.1;

/**
 * σ of the noise that R, G and B have each for itself, in 8-bit units: Chen, Zhu & Heng 2015, "An
 * efficient statistical method for image noise level estimation", algorithm 1, on patches of all
 * three colours. What a scene shows fills few of the patches' directions, since its colours go
 * together; the variance in the others is the noise's.
 *
 * On rendered scenes and on photos it is right within 1 at σ 5 to 10, and 10 % low at σ 50, where
 * clipping takes some of the noise; scenes without noise give up to 2.5. It is a lower bound: what
 * was smoothed afterwards, by JPEG above all, or is alike in all colours, does not count.
 *
 * @returns null where it cannot tell: grey, tiny, or all clipped.
 */
export function colourNoise(image: RgbaImage): number | null {
  if (isGrey(image)) return null;
  const covariance = patchCovariance(colourPlanes(image));
  if (covariance === null) return null;
  const eigenvalues = symmetricEigenvalues(covariance.matrix, covariance.size);
  return Math.sqrt(Math.max(0, noiseVariance(eigenvalues)));
}

/**
 * The mean of the smallest eigenvalues, of as many as make the mean their median: those of noise
 * alone scatter evenly around its variance, and a scene's own lie above.
 *
 * @param eigenvalues smallest first.
 */
function noiseVariance(eigenvalues: Float64Array): number {
  let total = eigenvalues.reduce((sum, value) => sum + value, 0);
  for (let count = eigenvalues.length; count > 1; count--) {
    const mean = total / count;
    const upper = Math.floor(count / 2);
    const median =
      ((eigenvalues[count - 1 - upper] as number) + (eigenvalues[upper] as number)) / 2;
    if (mean <= median) return mean;
    total -= eigenvalues[count - 1] as number;
  }
  return total;
}

function patchCovariance(planes: readonly Plane[]) {
  const { width, height } = planes[0] as Plane;
  const [columns, rows] = [width - patchSide + 1, height - patchSide + 1];
  if (columns < 1 || rows < 1) return null;
  const size = planes.length * patchSide * patchSide;
  const stride = Math.max(1, Math.ceil(Math.sqrt((columns * rows) / mostPatches)));
  const patch = new Float64Array(size);
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size);
  let count = 0;
  for (let y = 0; y < rows; y += stride) {
    for (let x = 0; x < columns; x += stride) {
      if (readPatch(patch, planes, x, y) > mostClipped * size) continue;
      count++;
      addProducts(sums, products, patch);
    }
  }
  if (count < fewestPatches) return null;
  for (let a = 0; a < size; a++) {
    for (let b = a; b < size; b++) {
      const mean = (products[a * size + b] as number) / count;
      const value = mean - ((sums[a] as number) * (sums[b] as number)) / count / count;
      products[a * size + b] = value;
      products[b * size + a] = value;
    }
  }
  return { matrix: products, size };
}

/** @returns how many of its numbers are at the ends of the range. */
function readPatch(patch: Float64Array, planes: readonly Plane[], x: number, y: number): number {
  let at = 0;
  let clipped = 0;
  for (const { width, values } of planes) {
    for (let row = y; row < y + patchSide; row++) {
      for (let column = x; column < x + patchSide; column++) {
        const value = values[row * width + column] as number;
        if (value === 0 || value === 255) clipped++;
        // Around the middle, so that the sums of squares keep their digits.
        patch[at++] = value - 128;
      }
    }
  }
  return clipped;
}

/** On and above the diagonal. */
function addProducts(sums: Float64Array, products: Float64Array, patch: Float64Array): void {
  const size = patch.length;
  for (let a = 0; a < size; a++) {
    const value = patch[a] as number;
    sums[a] = (sums[a] as number) + value;
    for (let at = a * size + a, b = a; b < size; at++, b++) {
      products[at] = (products[at] as number) + value * (patch[b] as number);
    }
  }
}
