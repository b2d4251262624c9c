import type { RgbaImage } from '../../imaging/rgbaImage';

/** A picture as the browser draws it, turned as its EXIF orientation says. */
export function previewOf(source: Blob | RgbaImage): Promise<ImageBitmap> {
  if (source instanceof Blob) return createImageBitmap(source, { imageOrientation: 'from-image' });
  const { data, width, height, colorSpace = 'srgb' } = source;
  return createImageBitmap(new ImageData(data, width, height, { colorSpace }));
}
