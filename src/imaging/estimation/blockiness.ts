import { blockSide } from './cosineTransform';
import { type Plane, transposed } from './plane';
import { quantile } from './quantile';

/** Differences between neighbours, of a corner where blocks meet and of four pixels inside a block. */
const largestDifference = 100;
/** Below this many pixels chance makes a grid of its own. */
const fewestPixels = 65_536;

export interface Blockiness {
  /**
   * Steps across the edges of 8 × 8 blocks over those elsewhere, 1 without blocks: as the blockiness
   * of Wang, Sheikh & Bovik 2002, "No-reference perceptual quality assessment of JPEG compressed
   * images", in both directions, at whatever place the grid has.
   */
  readonly steps: number;
  /**
   * How differently pixels at blocks' corners and in their middle are distributed, 0 … 2: Fan & de
   * Queiroz 2003, "Identification of bitmap compression history: JPEG detection and quantizer
   * estimation", section II.
   */
  readonly corners: number;
}

/** @returns null for pictures that are too small to tell. */
export function blockiness(luma: Plane): Blockiness | null {
  if (luma.values.length < fewestPixels) return null;
  const steps = Math.sqrt(stepsAlongRows(luma) * stepsAlongRows(transposed(luma)));
  return { steps, corners: cornerContrast(luma) };
}

/** Of the column of the grid whose steps stand out most. */
function stepsAlongRows({ width, height, values }: Plane): number {
  const sums = new Float64Array(blockSide);
  const counts = new Float64Array(blockSide);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = y * width + x;
      const column = x % blockSide;
      const step = Math.abs((values[at + 1] as number) - (values[at] as number));
      sums[column] = (sums[column] as number) + step;
      counts[column] = (counts[column] as number) + 1;
    }
  }
  const steps = [...sums].map((sum, column) => sum / (counts[column] as number));
  const usual = quantile(steps, 0.5);
  return usual === 0 ? 1 : Math.max(...steps) / usual;
}

function cornerContrast({ width, height, values }: Plane): number {
  const places = blockSide * blockSide;
  const histograms = Array.from({ length: places }, () => new Float64Array(largestDifference + 1));
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = y * width + x;
      const difference =
        (values[at] as number) -
        (values[at + 1] as number) -
        (values[at + width] as number) +
        (values[at + width + 1] as number);
      const histogram = histograms[(y % blockSide) * blockSide + (x % blockSide)] as Float64Array;
      const bin = Math.min(largestDifference, Math.round(Math.abs(difference)));
      histogram[bin] = (histogram[bin] as number) + 1;
    }
  }
  let most = 0;
  for (let place = 0; place < places; place++) {
    const row = (Math.floor(place / blockSide) + blockSide / 2) % blockSide;
    const column = (place + blockSide / 2) % blockSide;
    const opposite = histograms[row * blockSide + column] as Float64Array;
    most = Math.max(most, distance(histograms[place] as Float64Array, opposite));
  }
  return most;
}

/** Between two histograms, each taken as shares. */
function distance(first: Float64Array, second: Float64Array): number {
  const total = (histogram: Float64Array) => histogram.reduce((sum, count) => sum + count, 0);
  const [all, others] = [total(first), total(second)];
  return first.reduce(
    (sum, count, i) => sum + Math.abs(count / all - (second[i] as number) / others),
    0,
  );
}

/** Both must stand out: a photo that was enlarged has a pattern of steps, too, but no corners. */
const blocky = { steps: 1.2, corners: 0.55 };

/** Steps of photos saved as JPEG of these qualities, the medians over 24 of them. */
const stepsByQuality = [
  { quality: 60, steps: 1.24 },
  { quality: 45, steps: 1.33 },
  { quality: 30, steps: 1.47 },
  { quality: 20, steps: 1.67 },
  { quality: 10, steps: 2.21 },
  { quality: 5, steps: 3 },
] as const;

/**
 * The quality, as libjpeg counts it, at which such blocks come: within a factor of about 1.7, since
 * a flat scene shows them more than a busy one.
 *
 * @returns null where no blocks show.
 */
export function qualityFromBlocks({ steps, corners }: Blockiness): number | null {
  if (steps < blocky.steps || corners < blocky.corners) return null;
  let before: { readonly quality: number; readonly steps: number } = stepsByQuality[0];
  for (const point of stepsByQuality) {
    if (steps < point.steps) {
      if (point === before) break;
      const share = (steps - before.steps) / (point.steps - before.steps);
      return Math.round(before.quality + share * (point.quality - before.quality));
    }
    before = point;
  }
  return before.quality;
}
