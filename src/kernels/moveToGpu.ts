import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from './tf';

/**
 * Uploads tensors to the GPU now; tfjs would when each is first computed with, in the middle of a
 * restoration. Off WebGPU there is nothing to do.
 */
export function moveToGpu(tensors: Iterable<tf.Tensor>): void {
  if (tf.getBackend() !== 'webgpu') return;
  const backend = tf.backend() as WebGPUBackend;
  for (const { dataId } of tensors) backend.uploadToGPU(dataId);
}
