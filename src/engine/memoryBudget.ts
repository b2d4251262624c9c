const megabyte = 1e6;

/** GPU memory that a restoration takes at most, the compact backbone's weights (8 MB) included. */
export const defaultMemoryBudget = 512 * megabyte;

/** What a larger backbone needs beside its weights. */
const leastForTiles = 256 * megabyte;

/** Bytes of GPU memory that may be taken where nobody said how many. */
export function budgetFor(weightBytes: number): number {
  return Math.max(defaultMemoryBudget, weightBytes + leastForTiles);
}
