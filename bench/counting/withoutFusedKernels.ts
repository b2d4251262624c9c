import { leaveOutOverrides } from '../../src/kernels/overrideKernel';
import * as tf from '../../src/kernels/tf';

/** Names of the kernels that tfjs itself has. */
const stockNames: ReadonlySet<unknown> = new Set(Object.values(tf));

/** Names of this project's own kernels for WebGPU. */
export function fusedKernelNames(): string[] {
  return tf
    .getKernelsForBackend('webgpu')
    .map(({ kernelName }) => kernelName)
    .filter((name) => !stockNames.has(name));
}

/**
 * Runs with the networks composed of tfjs's operations, as on backends for which this project has
 * no kernels of its own. What stands in for tfjs's own kernels on a software adapter stays.
 */
export function withoutFusedKernels<Value>(compute: () => Value): Value {
  const restore = removeFusedKernels();
  try {
    return compute();
  } finally {
    restore();
  }
}

/** The same without what stands in for tfjs's own kernels either. */
export function withTfjsAlone<Value>(compute: () => Value): Value {
  leaveOutOverrides(true);
  try {
    return withoutFusedKernels(compute);
  } finally {
    leaveOutOverrides(false);
  }
}

/** As `withoutFusedKernels`, for what takes turns with the GPU; nothing else may compute meanwhile. */
export async function withoutFusedKernelsUntil<Value>(
  compute: () => Promise<Value>,
): Promise<Value> {
  const restore = removeFusedKernels();
  try {
    return await compute();
  } finally {
    restore();
  }
}

function removeFusedKernels(): () => void {
  const kernels = fusedKernelNames().map((name) => tf.getKernel(name, 'webgpu'));
  for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, 'webgpu');
  return () => {
    for (const kernel of kernels) tf.registerKernel(kernel);
  };
}
