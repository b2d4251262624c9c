import { Zlib } from 'fflate';
import { joinedBytes } from './joinedBytes';
import { type PngChunk, pngChunkBytes } from './metadata/pngChunks';
import { isOpaque } from './opacity';
import { RowFilter } from './pngRowFilter';
import type { RgbaImage } from './rgbaImage';

/** Filtered bytes that are compressed at a time. */
const stripBytes = 2 ** 20;

/**
 * Encodes a picture as an 8-bit PNG file, exactly: as RGB when every pixel is opaque, else as RGBA
 * with straight alpha, colour under alpha 0 included.
 *
 * @param described chunks that describe the picture (a profile, EXIF); they come before its pixels.
 */
export function encodePng(
  image: RgbaImage,
  described: readonly PngChunk[] = [],
): Uint8Array<ArrayBuffer> {
  const channels = isOpaque(image) ? 3 : 4;
  const chunks: PngChunk[] = [
    header(image, channels),
    ...described,
    ...pixels(image, channels),
    { type: 'IEND', data: new Uint8Array() },
  ];
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return joinedBytes([signature, ...chunks.map(pngChunkBytes)]);
}

/** PNG (W3C Recommendation, 3rd edition), clause 11.2.1: 8 bits, RGB or RGBA, not interlaced. */
function header({ width, height }: RgbaImage, channels: 3 | 4): PngChunk {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data[8] = 8;
  data[9] = channels === 3 ? 2 : 6;
  return { type: 'IHDR', data };
}

function pixels(image: RgbaImage, channels: 3 | 4): PngChunk[] {
  const { width, height, data } = image;
  const chunks: PngChunk[] = [];
  const compressor = new Zlib({ level: 6 }, (bytes) => {
    if (bytes.length > 0) chunks.push({ type: 'IDAT', data: bytes });
  });
  const filter = new RowFilter(width * channels, channels);
  const rows = Math.max(1, Math.floor(stripBytes / (width * channels + 1)));
  const line = new Uint8Array(width * channels);
  for (let y = 0; y < height; y += rows) {
    const strip: Uint8Array[] = [];
    for (let row = y; row < Math.min(height, y + rows); row++) {
      takeRow(data, row * width * 4, line, channels);
      strip.push(filter.filtered(line));
    }
    compressor.push(joinedBytes(strip), y + rows >= height);
  }
  return chunks;
}

function takeRow(rgba: Uint8ClampedArray, start: number, line: Uint8Array, channels: 3 | 4): void {
  for (let from = start, to = 0; to < line.length; from += 4, to += channels) {
    line[to] = rgba[from] as number;
    line[to + 1] = rgba[from + 1] as number;
    line[to + 2] = rgba[from + 2] as number;
    if (channels === 4) line[to + 3] = rgba[from + 3] as number;
  }
}
