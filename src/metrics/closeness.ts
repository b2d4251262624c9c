export interface Comparison {
  readonly tensor: string;
  /** Largest absolute difference; NaN anywhere makes it NaN. */
  readonly error: number;
  readonly tolerance: number;
  readonly passes: boolean;
}

/** Compares two tensors' values, of any layout and units; of unequal lengths they never pass. */
export function compareWithin(
  tensor: string,
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): Comparison {
  let error = found.length === expected.length ? 0 : Number.NaN;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((found[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    // Written so that a NaN, once there, stays.
    if (!(difference <= error)) error = difference;
    if (Number.isNaN(error)) break;
  }
  return { tensor, error, tolerance, passes: error <= tolerance };
}
