import * as tf from './tf';

/** What a kernel is called with. */
export type KernelCall = Parameters<tf.KernelFunc>[0];

let areLeftOut = false;

/** Whether calls go straight to tfjs's own kernels, where it has them: what tfjs is by itself. */
export function leaveOutOverrides(value: boolean): void {
  areLeftOut = value;
}

/**
 * Puts a kernel before tfjs's own, where it has one, which otherwise stays as it is and is set up as
 * before.
 *
 * @param kernel gives null for a call that it leaves to tfjs's own.
 */
export function overrideKernel(
  kernelName: string,
  backendName: 'webgpu' | 'wasm',
  kernel: (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[] | null,
): void {
  const own = tf.getKernel(kernelName, backendName);
  if (own !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...own,
    kernelName,
    backendName,
    kernelFunc: (call) => {
      const output = (areLeftOut && own ? null : kernel(call)) ?? own?.kernelFunc(call);
      if (output !== undefined) return output;
      throw new Error(`${kernelName} cannot be computed on ${backendName} for such a call.`);
    },
  });
}
