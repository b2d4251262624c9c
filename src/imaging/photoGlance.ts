import { withBitmap } from './decodePhoto';
import { isTurned, turnCanvas, upright } from './orientation';
import type { RgbaImage } from './rgbaImage';

/** What can be told of a photo without reading all of its pixels. */
export interface PhotoGlance {
  /** In pixels, EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  /** A small JPEG of the whole. */
  readonly thumbnail: Blob;
}

/**
 * Size and thumbnail of a photo.
 *
 * @param side of the thumbnail's longer side, in pixels; it is never enlarged.
 * @throws DecodeError as `decodePhoto` does.
 */
export function glanceAt(photo: Blob, side: number): Promise<PhotoGlance> {
  return withBitmap(photo, async (bitmap, { orientation }) => {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const [drawnWidth, drawnHeight] = [bitmap.width, bitmap.height].map((length) =>
      Math.max(1, Math.round(length * scale)),
    ) as [number, number];
    const canvas = isTurned(orientation)
      ? new OffscreenCanvas(drawnHeight, drawnWidth)
      : new OffscreenCanvas(drawnWidth, drawnHeight);
    const context = drawing(canvas);
    // What is see-through stands on white, as on paper; JPEG would make it black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    turnCanvas(context, orientation, drawnWidth, drawnHeight);
    context.drawImage(bitmap, 0, 0, drawnWidth, drawnHeight);
    const [width, height] = isTurned(orientation)
      ? [bitmap.height, bitmap.width]
      : [bitmap.width, bitmap.height];
    const thumbnail = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    return { width, height, thumbnail };
  });
}

/**
 * The middle of a photo at its true pixels, on white where it is see-through.
 *
 * @param side of the crop at most, in pixels; smaller photos give all they have.
 * @throws DecodeError as `decodePhoto` does.
 */
export function middleOf(photo: Blob, side: number): Promise<RgbaImage> {
  return withBitmap(photo, (bitmap, { orientation }) => {
    const width = Math.min(side, bitmap.width);
    const height = Math.min(side, bitmap.height);
    const context = drawing(new OffscreenCanvas(width, height));
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    const [x, y] = [
      Math.floor((bitmap.width - width) / 2),
      Math.floor((bitmap.height - height) / 2),
    ];
    context.drawImage(bitmap, x, y, width, height, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return upright({ width, height, data }, orientation);
  });
}

function drawing(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) {
    throw new Error('The browser gave no 2D canvas to draw the photo on.');
  }
  return context;
}
