/** Cosine and sine of a part of a full turn. */
export interface Turn {
  readonly cosine: number;
  readonly sine: number;
}

/**
 * Cosine and sine of 2π·steps/length. The angle is reduced in integers and quarter points are exact,
 * so that the imaginary part of self-conjugate bins is exactly 0: rounding noise there would flip a
 * phase from +π to −π.
 */
export function turn(steps: number, length: number): Turn {
  const reduced = steps % length;
  if (reduced === 0) return { cosine: 1, sine: 0 };
  if (reduced * 4 === length) return { cosine: 0, sine: 1 };
  if (reduced * 2 === length) return { cosine: -1, sine: 0 };
  if (reduced * 4 === length * 3) return { cosine: 0, sine: -1 };
  const angle = (2 * Math.PI * reduced) / length;
  return { cosine: Math.cos(angle), sine: Math.sin(angle) };
}
