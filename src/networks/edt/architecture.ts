import type { EdtConfig, EdtHead } from '../../files/backboneConfig';

/** What the EDT's code needs beside tensor shapes: its config without what identifies the file. */
export type EdtArchitecture = Omit<
  EdtConfig,
  'modelType' | 'id' | 'sha256' | 'parameters' | 'heads'
>;

/** One way through the network. */
export type EdtRoute = EdtHead;

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
