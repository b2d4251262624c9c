import { PhotoError } from '../engine/errors';

/** A result is held twice in the page: as pixels to save, and as a canvas to look at. */
const largestResultPixels = 128e6;

/** The widest canvas that every browser has. */
const longestResultSide = 16384;

/** @throws PhotoError when the result of restoring such a photo could not be shown. */
export function refuseTooLargeResult(
  photo: { readonly width: number; readonly height: number },
  scale: number,
): void {
  const width = photo.width * scale;
  const height = photo.height * scale;
  if (width * height <= largestResultPixels && Math.max(width, height) <= longestResultSide) return;
  throw new PhotoError(
    `Enlarged ${scale} times, this photo would have ${width} × ${height} pixels: too many to show here.`,
    `At most ${largestResultPixels / 1e6} megapixels and ${longestResultSide} pixels on a side are possible; crop or reduce it first.`,
  );
}
