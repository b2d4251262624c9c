import { mirror } from '../mirror';
import type { Plane } from './plane';
import { quantile } from './quantile';

/** σ in pixels of the blur that is added, and of the smoothing before, which stills a little noise. */
const added = 1;
const smoothing = 1;
/** Edges are the steepest tenth of the picture, and steeper than this, per pixel. */
const steepest = 0.1;
const leastSlope = 6;
const fewestEdges = 50;

/**
 * σ in pixels of the Gaussian blur that the picture's edges have: Zhuo & Sim 2011, "Defocus map
 * estimation from a single image", eq. 5. An edge of blur σ that is blurred by σ₀ once more loses
 * slope by the ratio R = √(σ² + σ₀²) / σ, whatever its contrast; so σ = σ₀ / √(R² − 1). The median
 * over the steepest edges counts: those that are in focus.
 *
 * Sharp photos give 0 to 0.85. Blurred by σ 1, 1.6, 2.4 and 4, 29 photos gave medians of 0.85, 1.4, 2.1
 * and 3.3, nine in ten of them within 0.2 of these: lines thinner than the blur make it low, by a
 * seventh to a sixth. Noise sharpens: from σ 6 on what it tells is too small.
 *
 * @returns null where there are too few edges.
 */
export function edgeBlur(luma: Plane): number | null {
  const picture = gaussian(luma, smoothing);
  const blurred = gaussian(luma, Math.hypot(smoothing, added));
  const slopes = slopesOf(picture);
  const blurredSlopes = slopesOf(blurred);
  const least = Math.max(leastSlope, quantile(slopes.lengths, 1 - steepest));
  const squares: number[] = [];
  for (let y = 1; y < luma.height - 1; y++) {
    for (let x = 1; x < luma.width - 1; x++) {
      const at = y * luma.width + x;
      const slope = slopes.lengths[at] as number;
      if (slope <= least || !isRidge(slopes, luma.width, at)) continue;
      const ratio = Math.max(1.001, slope / (blurredSlopes.lengths[at] as number));
      squares.push(added ** 2 / (ratio ** 2 - 1) - smoothing ** 2);
    }
  }
  if (squares.length < fewestEdges) return null;
  return Math.sqrt(Math.max(0, quantile(squares, 0.5)));
}

interface Slopes {
  readonly lengths: Float32Array;
  /** Whether the slope runs rather along the row. */
  readonly areLevel: Uint8Array;
}

/** By central differences; 0 at the border. */
function slopesOf({ width, height, values }: Plane): Slopes {
  const lengths = new Float32Array(values.length);
  const areLevel = new Uint8Array(values.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const along = ((values[at + 1] as number) - (values[at - 1] as number)) / 2;
      const down = ((values[at + width] as number) - (values[at - width] as number)) / 2;
      lengths[at] = Math.hypot(along, down);
      areLevel[at] = Math.abs(along) >= Math.abs(down) ? 1 : 0;
    }
  }
  return { lengths, areLevel };
}

/** The middle of an edge: nothing beside it is steeper. */
function isRidge({ lengths, areLevel }: Slopes, width: number, at: number): boolean {
  const step = areLevel[at] === 1 ? 1 : width;
  const slope = lengths[at] as number;
  return slope > (lengths[at - step] as number) && slope >= (lengths[at + step] as number);
}

function gaussian({ width, height, values }: Plane, sigma: number): Plane {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const line = weights.map((weight) => weight / total);
  const along = lineBlurred(
    values,
    line,
    { count: height, step: width },
    { count: width, step: 1 },
  );
  const down = lineBlurred(along, line, { count: width, step: 1 }, { count: height, step: width });
  return { width, height, values: down };
}

interface Walk {
  readonly count: number;
  /** From one to the next, among a plane's numbers. */
  readonly step: number;
}

function lineBlurred(
  values: Float32Array,
  line: readonly number[],
  lines: Walk,
  places: Walk,
): Float32Array {
  const result = new Float32Array(values.length);
  const reach = (line.length - 1) / 2;
  for (let i = 0; i < lines.count; i++) {
    for (let place = 0; place < places.count; place++) {
      const isInside = place >= reach && place < places.count - reach;
      let sum = 0;
      for (let k = 0; k < line.length; k++) {
        const from = isInside ? place + k - reach : mirror(place + k - reach, places.count);
        sum += (line[k] as number) * (values[i * lines.step + from * places.step] as number);
      }
      result[i * lines.step + place * places.step] = sum;
    }
  }
  return result;
}
