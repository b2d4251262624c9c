import { encode } from 'fast-png';
import { isOpaque } from './opacity';
import type { RgbaImage } from './rgbaImage';

/**
 * Encodes a picture as an 8-bit PNG file, exactly: as RGB when every pixel is opaque, else as RGBA
 * with straight alpha, colour under alpha 0 included.
 */
export function encodePng(image: RgbaImage): Uint8Array<ArrayBuffer> {
  const { width, height, data } = image;
  const encoded = isOpaque(image)
    ? encode({ width, height, channels: 3, depth: 8, data: withoutAlpha(data) })
    : encode({ width, height, channels: 4, depth: 8, data });
  return encoded as Uint8Array<ArrayBuffer>;
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] as number;
    rgb[to + 1] = rgba[from + 1] as number;
    rgb[to + 2] = rgba[from + 2] as number;
  }
  return rgb;
}
