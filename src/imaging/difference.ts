import { cropped } from './crop';
import { upscaleBicubic } from './cubicResize';
import type { Rectangle, RgbaImage } from './rgbaImage';

/**
 * What tells two pictures apart: |a − b| · gain for each of R, G and B, cut off at 255. A pixel that
 * one of the two lacks (alpha 0: not computed yet, or nothing there to see) is black, as are equal
 * ones.
 *
 * @param area in pixels of the larger of the two. The smaller is enlarged there as `upscaleBicubic`
 *   does, by the whole factor between their sizes.
 * @returns opaque RGBA of the area.
 * @throws RangeError when no whole factor lies between the sizes, or the area is not inside.
 */
export function differenceIn(
  a: RgbaImage,
  b: RgbaImage,
  area: Rectangle,
  gain: number,
): Uint8ClampedArray<ArrayBuffer> {
  const largest = a.width >= b.width ? a : b;
  const ofA = enlargedPart(a, factorBetween(a, largest), area);
  const ofB = enlargedPart(b, factorBetween(b, largest), area);
  const difference = new Uint8ClampedArray(ofA.length);
  for (let at = 0; at < difference.length; at += 4) {
    if (ofA[at + 3] !== 0 && ofB[at + 3] !== 0) {
      for (let i = at; i < at + 3; i++) {
        difference[i] = Math.abs((ofA[i] as number) - (ofB[i] as number)) * gain;
      }
    }
    difference[at + 3] = 255;
  }
  return difference;
}

/**
 * How many times larger the second picture is, along both sides.
 *
 * @throws RangeError when that is not a whole number.
 */
export function factorBetween(
  small: Omit<RgbaImage, 'data'>,
  large: Omit<RgbaImage, 'data'>,
): number {
  const factor = wholeFactor(small, large);
  if (factor !== null) return factor;
  throw new RangeError(
    `${large.width} × ${large.height} pixels are no whole multiple of ${small.width} × ${small.height}.`,
  );
}

/** The same; null where that is not a whole number. */
export function wholeFactor(
  small: Omit<RgbaImage, 'data'>,
  large: Omit<RgbaImage, 'data'>,
): number | null {
  const factor = large.width / small.width;
  return Number.isInteger(factor) && large.height === small.height * factor ? factor : null;
}

/** Pixels of the small picture that bicubic enlargement looks at beyond an edge, and one to spare. */
const reach = 3;

/** RGBA of an area of the enlarged picture, without enlarging the rest. */
function enlargedPart(
  image: RgbaImage,
  factor: number,
  area: Rectangle,
): Uint8ClampedArray<ArrayBuffer> {
  if (factor === 1) return cropped(image, area).data;
  const x = Math.max(0, Math.floor(area.x / factor) - reach);
  const y = Math.max(0, Math.floor(area.y / factor) - reach);
  const right = Math.min(image.width, Math.ceil((area.x + area.width) / factor) + reach);
  const bottom = Math.min(image.height, Math.ceil((area.y + area.height) / factor) + reach);
  const around = cropped(image, { x, y, width: right - x, height: bottom - y });
  const inside = { ...area, x: area.x - x * factor, y: area.y - y * factor };
  return cropped(upscaleBicubic(around, factor), inside).data;
}
