/** What the IPT's code needs beside tensor shapes (Chen et al., CVPR 2021). */
export interface IptArchitecture {
  /** Channels of heads and tails. */
  readonly nFeats: number;
  /** Side of the square input. */
  readonly patchSize: number;
  /** Side of the patch that becomes one token. */
  readonly patchDim: number;
  /** Encoder layers, and as many decoder layers. */
  readonly numLayers: number;
  readonly numHeads: number;
  /** Width of the MLP over the width of a token. */
  readonly mlpRatio: number;
  /** Mean of R, G, B in 0–1, taken off the input and put back on the output. */
  readonly imageMean: readonly [number, number, number];
}

/** One of the task heads (×2, ×3, ×4, derain, denoise 30, denoise 50) with its tail and query. */
export interface IptRoute {
  readonly index: number;
  readonly scale: number;
}

/** The published order of heads and tails. */
export const iptRoutes: readonly IptRoute[] = [2, 3, 4, 1, 1, 1].map((scale, index) => ({
  index,
  scale,
}));

/** Width of a token. */
export function tokenWidth({ nFeats, patchDim }: IptArchitecture): number {
  return nFeats * patchDim * patchDim;
}
