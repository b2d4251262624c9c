import type { Width } from '../lanes';
import type { Factor, Sizes } from './productProgram';

/** The rows of a matrix `[rows, width]`, times a weight `[width, columns]`. */
export function plainRows(
  buffer: string,
  weight: string,
  width: number,
  lanes: Width,
  sizes: Sizes,
): Factor {
  const vectors = sizes.of(`${buffer}Vectors`, width / lanes);
  return {
    buffer,
    lanes,
    channels: width,
    side: 1,
    weight,
    weightStride: 0,
    weightStart: 0,
    isPartial: false,
    place: (r) => `let start${r} = row${r} * ${vectors};`,
  };
}
