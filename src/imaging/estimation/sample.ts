import { cropped } from '../crop';
import type { RgbaImage } from '../rgbaImage';

/** The longest side of what is estimated on, in pixels: more would say little more. */
const sampleSide = 1024;

/** The middle of a picture at its true pixels, at most one megapixel, in a copy of its own. */
export function middleSample(image: RgbaImage): RgbaImage {
  const width = Math.min(sampleSide, image.width);
  const height = Math.min(sampleSide, image.height);
  // JPEG's blocks begin where the sample's do.
  const start = (all: number, part: number) => 8 * Math.floor((all - part) / 16);
  return cropped(image, {
    x: start(image.width, width),
    y: start(image.height, height),
    width,
    height,
  });
}
