/** How numbers are stored in GPU memory; both are computed with in 32 bits. */
export const precisions = ['f32', 'f16'] as const;
export type Precision = (typeof precisions)[number];

let current: Precision = 'f32';

/** What this project's kernels store their results as. */
export function resultPrecision(): Precision {
  return current;
}

/**
 * Runs with kernels that store their results in this precision. What comes out of them means the same
 * to every operation, tfjs's own included (see `HalvesBackend`).
 *
 * @param compute issues all its operations before it returns.
 */
export function withPrecision<Value>(precision: Precision, compute: () => Value): Value {
  const before = current;
  current = precision;
  try {
    return compute();
  } finally {
    current = before;
  }
}
