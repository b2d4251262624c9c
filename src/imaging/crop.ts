import type { Rectangle, RgbaImage } from './rgbaImage';

/** A part of a picture and its RGBA. */
export interface PicturePart extends Rectangle {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A rectangle cut out of a picture. @throws RangeError when it reaches outside. */
export function cropped(image: RgbaImage, { x, y, width, height }: Rectangle): RgbaImage {
  if (x < 0 || y < 0 || x + width > image.width || y + height > image.height) {
    throw new RangeError(`The area is not inside a picture of ${image.width} × ${image.height}.`);
  }
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 4;
    data.set(image.data.subarray(from, from + width * 4), row * width * 4);
  }
  return { ...image, width, height, data };
}

/** Copies a part to its place in a picture, whose pixels change. */
export function paste(image: RgbaImage, { x, y, width, height, data }: PicturePart): void {
  for (let row = 0; row < height; row++) {
    const part = data.subarray(row * width * 4, (row + 1) * width * 4);
    image.data.set(part, ((y + row) * image.width + x) * 4);
  }
}
