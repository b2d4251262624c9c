import type { IptConfig, IptHead } from '../../files/backboneConfig';

/** What the IPT's code needs beside tensor shapes: its config without what identifies the file. */
export type IptArchitecture = Omit<
  IptConfig,
  'modelType' | 'id' | 'sha256' | 'parameters' | 'heads'
>;

/** One of the task heads with its tail and query. */
export type IptRoute = IptHead;

/** The published order of heads and tails. */
export const iptRoutes: readonly IptRoute[] = [2, 3, 4, 1, 1, 1].map((scale, index) => ({
  index,
  scale,
}));

/** Width of a token. */
export function tokenWidth({ nFeats, patchDim }: IptArchitecture): number {
  return nFeats * patchDim * patchDim;
}
