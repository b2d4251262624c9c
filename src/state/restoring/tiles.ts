import type { RestoredTile } from '../../engine/protocol';
import type { RgbaImage } from '../../imaging/rgbaImage';

/** Copies a tile to its place in the result. */
export function pasteTile(image: RgbaImage, tile: RestoredTile): void {
  const rowBytes = tile.width * 4;
  for (let row = 0; row < tile.height; row++) {
    const from = row * rowBytes;
    const to = ((tile.y + row) * image.width + tile.x) * 4;
    image.data.set(tile.data.subarray(from, from + rowBytes), to);
  }
}
