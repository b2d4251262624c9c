/**
 * Positions `start … start + length − 1` on an axis of `size` pixels, those outside mirrored back in
 * with the edge pixel repeated, as often as it takes.
 */
export function mirroredIndices(start: number, length: number, size: number): Int32Array {
  const period = 2 * size;
  return Int32Array.from({ length }, (_, i) => {
    const phase = (((start + i) % period) + period) % period;
    return phase < size ? phase : period - 1 - phase;
  });
}
