/** What the EDT's code needs beside tensor shapes (Li et al., IJCAI 2023; names as in its config). */
export interface EdtArchitecture {
  /** Channels of the body. */
  readonly embedDim: number;
  /** Channels of the head's first convolution; they double at each of `depth` levels. */
  readonly numFeat: number;
  readonly depth: number;
  /** Blocks of each layer. */
  readonly depths: readonly number[];
  /** Attention heads of each layer, for each half of the channels. */
  readonly numHeads: readonly number[];
  /** Windows of the first half; the second half's are turned by 90°. */
  readonly windowSize: readonly [number, number];
  readonly mlpRatio: number;
  /** Mean of R, G, B in 0–1, taken off the input and put back on the output. */
  readonly imageMean: readonly [number, number, number];
}

/** One way through the network: module names in the published file, and the scale. */
export interface EdtRoute {
  readonly head: string;
  readonly tail: string;
  readonly scale: number;
}

/**
 * Input sides must be multiples of this: the larger window side, times what a scale-1 head shrinks.
 */
export function sideMultiple(architecture: EdtArchitecture, scale: number): number {
  const shrink = scale === 1 ? 2 ** architecture.depth : 1;
  return Math.max(...architecture.windowSize) * shrink;
}

/** Bytes of the largest activation for each input pixel, in float32: what limits a tile's size. */
export function activationBytes(architecture: EdtArchitecture, scale: number): number {
  const { embedDim, numFeat, depth, numHeads, windowSize, mlpRatio } = architecture;
  const scores = Math.max(...numHeads) * windowSize[0] * windowSize[1];
  const shallow = 2 * numFeat;
  const widestInBody = Math.max(3 * embedDim, mlpRatio * embedDim, scores);
  if (scale === 1) return 4 * Math.max(widestInBody / 4 ** depth, 2 * shallow);
  const deep = numFeat * 2 ** depth;
  return 4 * Math.max(widestInBody, 2 * deep, shallow * scale ** 2);
}
