import type { RgbaImage } from '../../imaging/rgbaImage';

/** The eight ways to turn and flip a square, as training does: bit 0 flips columns, bit 1 rows, bit 2 swaps both. */
export const turns = 8;

/** A picture turned in one of eight ways. */
export function turned(image: RgbaImage, turn: number): RgbaImage {
  if (turn === 0) return image;
  const [flipsColumns, flipsRows, swaps] = [turn & 1, turn & 2, turn & 4];
  const width = swaps ? image.height : image.width;
  const height = swaps ? image.width : image.height;
  const from = new Uint32Array(image.data.buffer, image.data.byteOffset, image.data.length / 4);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = swaps ? y : x;
      const row = swaps ? x : y;
      const sourceX = flipsColumns ? image.width - 1 - column : column;
      const sourceY = flipsRows ? image.height - 1 - row : row;
      to[y * width + x] = from[sourceY * image.width + sourceX] ?? 0;
    }
  }
  return { width, height, data: new Uint8ClampedArray(to.buffer) };
}
