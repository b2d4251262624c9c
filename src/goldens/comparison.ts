import * as tf from '../kernels/tf';
import type { ParameterValues } from '../networks/parameters';

export interface Comparison {
  readonly tensor: string;
  /** Largest absolute difference; NaN anywhere makes it NaN. */
  readonly error: number;
  readonly tolerance: number;
  readonly passes: boolean;
}

/**
 * 2e-4 (5e-4 where values exceed 2) where sine and cosine are good to float32; 1e-3 on GPUs, whose
 * own are specified (WGSL: 2⁻¹¹) and were measured far coarser.
 */
export function compareOutput(
  tensor: string,
  found: ArrayLike<number>,
  expected: ParameterValues,
): Comparison {
  const onGpu = tf.getBackend() === 'webgpu' || tf.getBackend() === 'webgl';
  const exact = largest(expected.values) > 2 ? 5e-4 : 2e-4;
  return compareWithin(tensor, found, expected.values, onGpu ? 1e-3 : exact);
}

/** Within 1 % of the tensor's largest magnitude, and never tighter than 1e-6 (zero gradients). */
export function compareGradient(
  name: string,
  found: ArrayLike<number>,
  expected: ParameterValues,
): Comparison {
  const tolerance = Math.max(1e-6, largest(expected.values) / 100);
  return compareWithin(`grad.${name}`, found, expected.values, tolerance);
}

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

function largest(values: ArrayLike<number>): number {
  let magnitude = 0;
  for (let i = 0; i < values.length; i++) magnitude = Math.max(magnitude, Math.abs(values[i] ?? 0));
  return magnitude;
}
