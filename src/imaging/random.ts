/** A stream of pseudo-random numbers; every call draws from it. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Uniform in [min, max). */
  between(min: number, max: number): number;
  /** A whole number, uniform among 0 … count − 1. */
  below(count: number): number;
  /** Normal with mean 0 and variance 1 (Box & Muller 1958). */
  normal(): number;
}

/**
 * A stream that is the same for the same seed. `normal` goes through the engine's `Math.log`,
 * `Math.cos` and `Math.sin`, whose last bit ECMAScript leaves open; `uniform` is exact everywhere.
 *
 * @param seed a whole number, of which the low 32 bits count.
 */
export function seededRandom(seed: number): Random {
  const next = xoshiro128StarStar(stateFromSeed(seed));
  const uniform = () => next() / 2 ** 32;
  let spareNormal: number | null = null;
  return {
    uniform,
    between: (min, max) => min + (max - min) * uniform(),
    below: (count) => Math.floor(uniform() * count),
    normal: () => {
      if (spareNormal !== null) {
        const normal = spareNormal;
        spareNormal = null;
        return normal;
      }
      // 1 − u lies in (0, 1], so that the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spareNormal = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** Four 32-bit words, not all of them zero. */
export type XoshiroState = readonly [number, number, number, number];

/**
 * The generator xoshiro128** 1.1 (Blackman & Vigna 2021, "Scrambled linear pseudorandom number
 * generators"): each call gives the next unsigned 32-bit number.
 */
export function xoshiro128StarStar(state: XoshiroState): () => number {
  let [s0, s1, s2, s3] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return result >>> 0;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Spreads a seed over the state with MurmurHash3's finalizer along a Weyl sequence (SplitMix). */
function stateFromSeed(seed: number): XoshiroState {
  const word = (index: number): number => {
    let mixed = (seed + Math.imul(index, 0x9e3779b9)) | 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
  return [word(1), word(2), word(3), word(4)];
}
