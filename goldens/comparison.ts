import * as tf from '../src/kernels/tf';
import { type Comparison, compareWithin } from '../src/metrics/closeness';
import type { ParameterValues } from '../src/networks/parameters';

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

function largest(values: ArrayLike<number>): number {
  let magnitude = 0;
  for (let i = 0; i < values.length; i++) magnitude = Math.max(magnitude, Math.abs(values[i] ?? 0));
  return magnitude;
}
