import { EncodeError } from './encodeError';
import type { RgbaImage } from './rgbaImage';

/**
 * Encodes with the browser's own encoder. The canvas stores premultiplied colour: under low alpha
 * colour comes out coarse. A format without alpha is laid on white.
 *
 * @param type of MIME. @param quality 1 … 100.
 * @throws EncodeError where the browser has no such encoder.
 */
export async function encodeByCanvas(
  image: RgbaImage,
  type: string,
  quality: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, data, colorSpace = 'srgb' } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { colorSpace });
  if (context === null) throw new Error('The browser gave no 2D canvas to encode with.');
  context.putImageData(new ImageData(data, width, height, { colorSpace }), 0, 0);
  if (type === 'image/jpeg') {
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  const blob = await canvas.convertToBlob({ type, quality: quality / 100 });
  if (blob.type !== type) {
    throw new EncodeError(
      `This browser can’t write ${type.replace('image/', '').toUpperCase()} files.`,
      'Choose PNG or JPEG.',
    );
  }
  return new Uint8Array(await blob.arrayBuffer());
}
