import type { RgbaImage } from './rgbaImage';

/** True when no pixel lets anything through. */
export function isOpaque({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] !== 255) return false;
  }
  return true;
}
