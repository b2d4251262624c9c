import { mirror } from '../../imaging/mirror';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Span } from './tileGrid';

/**
 * The colour of one tile, pixels beyond the image mirrored in.
 *
 * @returns `[rows.length, columns.length, 3]` in 0–1.
 */
export function tileInput(image: RgbaImage, columns: Span, rows: Span): Float32Array {
  const { width, height, data } = image;
  const offsets = Int32Array.from(
    { length: columns.length },
    (_, i) => 4 * mirror(columns.start + i, width),
  );
  const values = new Float32Array(rows.length * columns.length * 3);
  let target = 0;
  for (let row = 0; row < rows.length; row++) {
    const line = 4 * width * mirror(rows.start + row, height);
    for (const offset of offsets) {
      const source = line + offset;
      values[target++] = (data[source] ?? 0) / 255;
      values[target++] = (data[source + 1] ?? 0) / 255;
      values[target++] = (data[source + 2] ?? 0) / 255;
    }
  }
  return values;
}
