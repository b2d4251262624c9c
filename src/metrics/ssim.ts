import type { RgbaImage } from '../imaging/rgbaImage';
import {
  type ChannelPlane,
  type ComparisonOptions,
  channelPlanes,
  requireSameSize,
} from './comparison';

export const windowSize = 11;
const stabilizer1 = (0.01 * 255) ** 2;
const stabilizer2 = (0.03 * 255) ** 2;
const gaussian = gaussianWindow(1.5);

/**
 * Structural similarity, at most 1 (Wang, Bovik, Sheikh & Simoncelli 2004, "Image quality
 * assessment: from error visibility to structural similarity", eq. 13): 11 × 11 Gaussian window of
 * σ 1.5, K₁ = 0.01, K₂ = 0.03, L = 255, averaged over the windows that lie wholly inside, as
 * BasicSR's `calculate_ssim`. On RGB it is the mean of the three channels' values.
 *
 * @throws RangeError when the sizes differ, or less than 11 × 11 pixels are left to compare.
 */
export function ssim(a: RgbaImage, b: RgbaImage, options: ComparisonOptions): number {
  requireSameSize(a, b);
  const planesOfA = channelPlanes(a, options);
  const planesOfB = channelPlanes(b, options);
  const values = planesOfA.map((plane, channel) =>
    planeSsim(plane, planesOfB[channel] as ChannelPlane),
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function planeSsim(a: ChannelPlane, b: ChannelPlane): number {
  const { width, height } = a;
  if (width < windowSize || height < windowSize) {
    throw new RangeError(
      `SSIM needs at least ${windowSize} × ${windowSize} pixels, not ${width} × ${height}.`,
    );
  }
  const columns = width - windowSize + 1;
  // The last 11 rows of the five moments, blurred along the row; row y lies in slot y mod 11.
  const ring = Array.from({ length: windowSize }, () => new Float64Array(5 * columns));
  const moments = new Float64Array(5 * columns);
  let sum = 0;
  for (let y = 0; y < height; y++) {
    blurMomentsAlongRow(a, b, y, ring[y % windowSize] as Float64Array);
    if (y >= windowSize - 1) {
      moments.fill(0);
      for (let tap = 0; tap < windowSize; tap++) {
        const row = ring[(y - windowSize + 1 + tap) % windowSize] as Float64Array;
        const weight = gaussian[tap] as number;
        for (let i = 0; i < moments.length; i++) {
          moments[i] = (moments[i] as number) + weight * (row[i] as number);
        }
      }
      sum += sumOfSimilarities(moments);
    }
  }
  return sum / (columns * (height - windowSize + 1));
}

/** Writes the windowed means of a, b, a², b² and ab for each window position along row `y`. */
function blurMomentsAlongRow(
  a: ChannelPlane,
  b: ChannelPlane,
  y: number,
  into: Float64Array,
): void {
  const columns = into.length / 5;
  for (let x = 0; x < columns; x++) {
    let [meanA, meanB, squareA, squareB, product] = [0, 0, 0, 0, 0];
    for (let tap = 0; tap < windowSize; tap++) {
      const weight = gaussian[tap] as number;
      const valueA = a.data[y * a.width + x + tap] as number;
      const valueB = b.data[y * b.width + x + tap] as number;
      meanA += weight * valueA;
      meanB += weight * valueB;
      squareA += weight * valueA * valueA;
      squareB += weight * valueB * valueB;
      product += weight * valueA * valueB;
    }
    into[x * 5] = meanA;
    into[x * 5 + 1] = meanB;
    into[x * 5 + 2] = squareA;
    into[x * 5 + 3] = squareB;
    into[x * 5 + 4] = product;
  }
}

function sumOfSimilarities(moments: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < moments.length; i += 5) {
    const meanA = moments[i] as number;
    const meanB = moments[i + 1] as number;
    const varianceA = (moments[i + 2] as number) - meanA * meanA;
    const varianceB = (moments[i + 3] as number) - meanB * meanB;
    const covariance = (moments[i + 4] as number) - meanA * meanB;
    const luminance = 2 * meanA * meanB + stabilizer1;
    const structure = 2 * covariance + stabilizer2;
    const norm =
      (meanA * meanA + meanB * meanB + stabilizer1) * (varianceA + varianceB + stabilizer2);
    sum += (luminance * structure) / norm;
  }
  return sum;
}

function gaussianWindow(sigma: number): Float64Array {
  const middle = (windowSize - 1) / 2;
  const weights = Float64Array.from({ length: windowSize }, (_, i) =>
    Math.exp(-((i - middle) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
