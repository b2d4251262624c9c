/**
 * Symmetric extension of the positions 0 … length − 1 to all whole numbers, the edge sample
 * repeated: … 1 0 | 0 1 2 … n−1 | n−1 n−2 …
 */
export function mirror(position: number, length: number): number {
  const period = 2 * length;
  const folded = ((position % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}
