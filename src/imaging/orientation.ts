import type { RgbaImage } from './rgbaImage';

/** Whether a picture of this EXIF orientation is turned by a quarter, so that its sides change. */
export function isTurned(orientation: number): boolean {
  return orientation >= 5;
}

/**
 * A stored picture as it is to be seen.
 *
 * @param orientation as in EXIF (2.32, 4.6.5), 1 … 8: where the stored first row and column are to
 *   be seen: 1 top, left; 2 top, right; 3 bottom, right; 4 bottom, left; 5 left, top; 6 right, top;
 *   7 right, bottom; 8 left, bottom.
 */
export function upright(image: RgbaImage, orientation: number): RgbaImage {
  if (orientation === 1) return image;
  const { width, height } = image;
  const [wide, tall] = isTurned(orientation) ? [height, width] : [width, height];
  const from = new Uint32Array(image.data.buffer, image.data.byteOffset, width * height);
  const to = new Uint32Array(width * height);
  const fromRight = [2, 3, 6, 7].includes(orientation);
  const fromBottom = [3, 4, 7, 8].includes(orientation);
  for (let y = 0; y < tall; y++) {
    const across = fromBottom ? tall - 1 - y : y;
    for (let x = 0; x < wide; x++) {
      const along = fromRight ? wide - 1 - x : x;
      const stored = isTurned(orientation) ? along * width + across : across * width + along;
      to[y * wide + x] = from[stored] as number;
    }
  }
  return { ...image, width: wide, height: tall, data: new Uint8ClampedArray(to.buffer) };
}

/** Sets a canvas up so that what is drawn as stored comes out as it is to be seen.
 *
 * @param width of the stored picture as drawn, in the canvas's pixels; so is `height`.
 */
export function turnCanvas(
  context: OffscreenCanvasRenderingContext2D,
  orientation: number,
  width: number,
  height: number,
): void {
  const transforms: Readonly<
    Record<number, readonly [number, number, number, number, number, number]>
  > = {
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  };
  const transform = transforms[orientation];
  if (transform !== undefined) context.setTransform(...transform);
}
