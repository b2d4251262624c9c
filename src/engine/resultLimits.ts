import { maxPhotoPixels, maxPhotoSide } from '../imaging/decodePhoto';
import { PhotoError } from './errors';

/** @throws PhotoError when the result of restoring such a photo could not be shown. */
export function refuseTooLargeResult(
  photo: { readonly width: number; readonly height: number },
  scale: number,
): void {
  const width = photo.width * scale;
  const height = photo.height * scale;
  if (width * height <= maxPhotoPixels && Math.max(width, height) <= maxPhotoSide) return;
  const megapixels = Math.floor(maxPhotoPixels / scale ** 2 / 1e6);
  throw new PhotoError(
    `Restored at ×${scale}, this photo would have ${width} × ${height} pixels, more than a browser can show.`,
    `At ×${scale}, photos may have up to ${megapixels} megapixels and ${maxPhotoSide / scale} pixels a side: reduce it first, or choose a smaller scale.`,
  );
}
