import type { RgbaImage } from './rgbaImage';

/** Renders a picture pixel by pixel: `colourAt` gives R, G, B and alpha, 0 … 255 each. */
export function pixelPicture(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => readonly [number, number, number, number],
): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set(colourAt(x, y), (y * width + x) * 4);
    }
  }
  return { width, height, data };
}
