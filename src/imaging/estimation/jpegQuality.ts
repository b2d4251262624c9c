import { jpegSegments } from '../metadata/jpegMetadata';

const quantizationTables = 0xdb;

/** Luminance of ITU-T T.81, table K.1, in the zigzag order of files: libjpeg's at quality 50. */
const standardTable = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
  29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
  95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
] as const;

/**
 * The quality that a JPEG file was saved with last, 1 … 100 as libjpeg counts it, from its
 * quantization table of luminance: exact for files of libjpeg and of browsers, and for other tables
 * the quality whose steps are as large on average.
 *
 * @param file its first bytes, up to the picture data.
 * @returns null where there is no such table.
 */
export function jpegFileQuality(file: Uint8Array): number | null {
  if (file[0] !== 0xff || file[1] !== 0xd8) return null;
  for (const { marker, payload } of jpegSegments(file)) {
    if (marker !== quantizationTables) continue;
    const table = firstTable(payload);
    if (table !== null) return qualityOf(table);
  }
  return null;
}

/** Table 0, which luminance has in every common file; in 8 or 16 bits (T.81, B.2.4.1). */
function firstTable(payload: Uint8Array): readonly number[] | null {
  let at = 0;
  while (at < payload.length) {
    const [precision, name] = [(payload[at] as number) >> 4, (payload[at] as number) & 15];
    const bytes = precision === 0 ? 1 : 2;
    const end = at + 1 + standardTable.length * bytes;
    if (end > payload.length) return null;
    if (name === 0) {
      return standardTable.map((_, i) => {
        const from = at + 1 + i * bytes;
        const high = payload[from] as number;
        return bytes === 1 ? high : high * 256 + (payload[from + 1] as number);
      });
    }
    at = end;
  }
  return null;
}

function qualityOf(table: readonly number[]): number {
  let best = { quality: 1, distance: Number.POSITIVE_INFINITY };
  for (let quality = 1; quality <= 100; quality++) {
    const expected = scaledTable(quality);
    const distance = table.reduce(
      (sum, step, i) => sum + Math.abs(Math.log(Math.max(1, step) / (expected[i] as number))),
      0,
    );
    if (distance < best.distance) best = { quality, distance };
  }
  return best.quality;
}

/** As libjpeg's `jpeg_set_quality` for baseline files. */
function scaledTable(quality: number): readonly number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return standardTable.map((step) =>
    Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))),
  );
}
