/** What one tile took when it was run. */
export interface TileMeasurement {
  /** Of the input. */
  readonly pixels: number;
  readonly milliseconds: number;
  /** Most that the tile's buffers took, the weights not among them. */
  readonly gpuBytes: number;
}

/** A line over a tile's input pixels: `fixed + perPixel · pixels`. */
export interface Line {
  readonly fixed: number;
  readonly perPixel: number;
}

/** What a tile of any size takes on the device that runs. */
export interface TileCost {
  readonly milliseconds: Line;
  readonly gpuBytes: Line;
}

/**
 * The cost of any tile from that of a small and of a larger one; from one alone, everything is taken
 * to grow with the pixels, which is never too little for a larger tile.
 *
 * @throws RangeError when nothing was measured.
 */
export function tileCost(measurements: readonly TileMeasurement[]): TileCost {
  const bySize = measurements.toSorted((a, b) => a.pixels - b.pixels);
  const [small] = bySize;
  const large = bySize.at(-1);
  if (small === undefined || large === undefined) throw new RangeError('No tile was measured.');
  const lineOf = (value: (tile: TileMeasurement) => number) =>
    lineThrough([small.pixels, value(small)], [large.pixels, value(large)]);
  return {
    milliseconds: lineOf(({ milliseconds }) => milliseconds),
    gpuBytes: lineOf(({ gpuBytes }) => gpuBytes),
  };
}

/** Neither part is below 0: noise in a measurement must not make a larger tile seem free. */
function lineThrough([x0, y0]: [number, number], [x1, y1]: [number, number]): Line {
  const slope = x1 === x0 ? y1 / x1 : (y1 - y0) / (x1 - x0);
  const perPixel = Math.min(Math.max(slope, 0), y1 / x1);
  return { fixed: y1 - perPixel * x1, perPixel };
}

export function valueAt({ fixed, perPixel }: Line, pixels: number): number {
  return fixed + perPixel * pixels;
}
