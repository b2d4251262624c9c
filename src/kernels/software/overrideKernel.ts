import * as tf from '../tf';

/** What a kernel is called with. */
export type KernelCall = Parameters<tf.KernelFunc>[0];

/**
 * Puts a kernel before one of tfjs's WebGPU kernels.
 *
 * @param kernel gives null for a call that it leaves to tfjs's own.
 */
export function overrideKernel(
  name: string,
  kernel: (call: KernelCall) => tf.TensorInfo | null,
): void {
  const stock = tf.getKernel(name, 'webgpu');
  tf.unregisterKernel(name, 'webgpu');
  tf.registerKernel({ ...stock, kernelFunc: (call) => kernel(call) ?? stock.kernelFunc(call) });
}
