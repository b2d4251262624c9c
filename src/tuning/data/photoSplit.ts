import type { Rectangle, RgbaImage } from '../../imaging/rgbaImage';

/** A photo to learn from: clean, and its degraded version where that was photographed too. */
export interface TuningPhoto {
  readonly name: string;
  readonly clean: RgbaImage;
  /** Of `clean`'s size divided by the scale; null where the recipe makes it. */
  readonly degraded: RgbaImage | null;
}

/** What of a photo is trained on, and what is kept for validation: rectangles of the clean picture. */
export interface PhotoSplit {
  readonly training: Rectangle;
  readonly heldOut: Rectangle;
}

/** A photo's share, along its longer side, that is never trained on; at least a patch of it. */
const heldOutShare = 0.2;

/**
 * Splits a photo along its longer side so that no patch of the one part overlaps the other.
 *
 * @param side of a patch in the clean picture.
 * @returns null where the photo is too small for a patch of each.
 */
export function splitPhoto(
  { width, height }: { readonly width: number; readonly height: number },
  side: number,
): PhotoSplit | null {
  const isWide = width >= height;
  const [long, short] = isWide ? [width, height] : [height, width];
  const kept = Math.max(side, Math.floor(long * heldOutShare));
  if (short < side || long - kept < side) return null;
  return isWide
    ? {
        training: { x: 0, y: 0, width: width - kept, height },
        heldOut: { x: width - kept, y: 0, width: kept, height },
      }
    : {
        training: { x: 0, y: 0, width, height: height - kept },
        heldOut: { x: 0, y: height - kept, width, height: kept },
      };
}
