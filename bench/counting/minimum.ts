import type { EdtArchitecture, EdtRoute } from '../../src/networks/edt/architecture';
import { edtParameters } from '../../src/networks/edt/parameters';

/** The least that a tile takes, however it is computed. */
export interface Minimum {
  /** Of the weights, once, float32. */
  readonly weightBytes: number;
  /** Of what passes from one block to the next, each once, float32. */
  readonly activationBytes: number;
}

/**
 * Every weight of the route and every activation at a block's border once. Blocks are the head's and
 * the tail's levels and the body's transformer blocks; what a block keeps to itself is not counted.
 *
 * @param side of the square input, in pixels.
 * @param adapterWeights numbers in the adapter, 0 without one.
 */
export function minimum(
  architecture: EdtArchitecture,
  route: EdtRoute,
  side: number,
  adapterWeights: number,
): Minimum {
  const { embedDim, numFeat, depth, depths } = architecture;
  const specs = edtParameters(architecture, [route]);
  let weights = adapterWeights;
  for (const { shape } of specs.values()) weights += shape.reduce((a, b) => a * b, 1);

  const halves = route.scale === 1;
  const pixels = (level: number) => (halves ? side / 2 ** level : side) ** 2;
  const channels = (level: number) => numFeat * 2 ** level;
  let activations = 3 * side ** 2 + channels(0) * pixels(0);
  for (let level = 1; level <= depth; level++) {
    const skip = channels(level) * pixels(level - 1);
    // The skip, what its halving gives, and what the tail's level of the same size gives.
    activations += 2 * skip + (halves ? channels(level) * pixels(level) : 0);
  }
  const blocks = depths.reduce((sum, count) => sum + count, 0);
  // What enters the body, leaves each block, and leaves the body.
  activations += (blocks + 2) * embedDim * pixels(depth);
  activations += 3 * (route.scale * side) ** 2;
  return { weightBytes: 4 * weights, activationBytes: 4 * activations };
}
