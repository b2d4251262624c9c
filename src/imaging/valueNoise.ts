import type { Random } from './random';

/** Smooth noise over the plane, repeating every 512: mean about 0, mostly within −1 … 1. */
export type NoiseTexture = (x: number, y: number) => number;

const side = 512;

/** Sums random lattices, from cells of 1 to cells of 64, each octave as strong as the next. */
export function valueNoise(random: Random): NoiseTexture {
  const texture = new Float32Array(side * side);
  for (let cell = 1; cell <= 64; cell *= 2) {
    const lattice = Float32Array.from({ length: (side / cell) ** 2 }, () => random.between(-1, 1));
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const value = interpolate(lattice, side / cell, x / cell, y / cell);
        texture[y * side + x] = (texture[y * side + x] as number) + 0.6 * value;
      }
    }
  }
  return (x, y) => interpolate(texture, side, x, y);
}

/** Bilinear, on a square lattice that repeats. */
function interpolate(lattice: Float32Array, size: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [rightShare, bottomShare] = [x - left, y - top];
  const mask = size - 1; // size is a power of two
  const upper = (top & mask) * size;
  const lower = ((top + 1) & mask) * size;
  const [near, far] = [left & mask, (left + 1) & mask];
  const above =
    (lattice[upper + near] as number) * (1 - rightShare) +
    (lattice[upper + far] as number) * rightShare;
  const below =
    (lattice[lower + near] as number) * (1 - rightShare) +
    (lattice[lower + far] as number) * rightShare;
  return above * (1 - bottomShare) + below * bottomShare;
}
