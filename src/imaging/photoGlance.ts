import { withBitmap } from './decodePhoto';
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
  return withBitmap(photo, async (bitmap) => {
    const { width, height } = bitmap;
    const scale = Math.min(1, side / Math.max(width, height));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(width * scale)),
      Math.max(1, Math.round(height * scale)),
    );
    const context = drawing(canvas);
    // What is see-through stands on white, as on paper; JPEG would make it black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
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
  return withBitmap(photo, (bitmap) => {
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
    return { width, height, data };
  });
}

function drawing(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) {
    throw new Error('The browser gave no 2D canvas to draw the photo on.');
  }
  return context;
}
