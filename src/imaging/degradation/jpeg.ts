import { readPixelsByCanvas } from '../bitmapPixels';
import type { RgbaImage } from '../rgbaImage';

/**
 * Compresses a picture with the browser's own JPEG encoder and decodes it again; alpha is left as
 * it is. Browsers differ in their quantization tables and chroma subsampling (Chromium: libjpeg's
 * tables, 4:2:0 below quality 100).
 *
 * @param quality 1 … 100.
 * @throws Error where there is no OffscreenCanvas (Node).
 */
export async function compressJpeg(image: RgbaImage, quality: number): Promise<RgbaImage> {
  if (typeof OffscreenCanvas === 'undefined') {
    throw new Error("JPEG compression needs a browser's OffscreenCanvas.");
  }
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { colorSpace: 'srgb' });
  if (context === null) {
    throw new Error('The browser gave no 2D canvas to compress a JPEG with.');
  }
  context.putImageData(new ImageData(opaque(image), width, height), 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 });
  const bitmap = await createImageBitmap(blob);
  try {
    const decoded = readPixelsByCanvas(bitmap);
    for (let i = 3; i < decoded.data.length; i += 4) {
      decoded.data[i] = image.data[i] as number;
    }
    return decoded;
  } finally {
    bitmap.close();
  }
}

/** JPEG has no alpha: the canvas would paint see-through pixels on black. */
function opaque({ data }: RgbaImage): Uint8ClampedArray<ArrayBuffer> {
  const copy = new Uint8ClampedArray(data);
  for (let i = 3; i < copy.length; i += 4) {
    copy[i] = 255;
  }
  return copy;
}
