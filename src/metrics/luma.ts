/**
 * Luma Y of ITU-R BT.601 from 8-bit R'G'B', studio range: 16 for black, 235 for white, not rounded
 * (as BasicSR's `bgr2ycbcr(…, y_only=True)`): `Y = 16 + (65.481 R + 128.553 G + 24.966 B) / 255`.
 */
export function luma(red: number, green: number, blue: number): number {
  return 16 + (65.481 * red + 128.553 * green + 24.966 * blue) / 255;
}
