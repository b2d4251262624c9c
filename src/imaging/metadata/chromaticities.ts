/** CIE x and y of sRGB's red, green and blue (IEC 61966-2-1). */
const srgb = [
  [0.64, 0.33],
  [0.3, 0.6],
  [0.15, 0.06],
] as const;

/** As far as rounding takes a primary out of the triangle. */
const tolerance = 0.005;

/**
 * Whether one of these primaries lies outside of sRGB's triangle.
 *
 * @param chromaticities CIE x and y of red, green and blue.
 */
export function areOutsideSrgb(chromaticities: readonly number[]): boolean {
  return [0, 2, 4].some((at) => {
    const [x = 0, y = 0] = chromaticities.slice(at, at + 2);
    return srgb.some(([ax, ay], i) => {
      const [bx, by] = srgb[(i + 1) % 3] as readonly [number, number];
      const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
      // Distance from the side; negative beyond it, as the corners go counter-clockwise.
      return cross / Math.hypot(bx - ax, by - ay) < -tolerance;
    });
  });
}
