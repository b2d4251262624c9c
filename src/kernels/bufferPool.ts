import * as tf from './tf';

/** What tfjs 4.22's buffer manager keeps but does not declare. */
interface BufferPool {
  freeBuffers?: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

/** Bytes in GPU buffers of the running backend, pooled ones included; null off WebGPU. */
export function gpuBytes(): number | null {
  if (tf.getBackend() !== 'webgpu') return null;
  const memory = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
  return memory.numBytesAllocatedInGPU ?? null;
}

/**
 * Gives the pool's unused buffers back. tfjs pools by exact size and never trims, so tiles of ever
 * new sizes would pile buffers up.
 */
export function trimBufferPool(): void {
  if (tf.getBackend() !== 'webgpu') return;
  const { bufferManager } = tf.backend() as tf.KernelBackend & { bufferManager: BufferPool };
  for (const buffers of bufferManager.freeBuffers?.values() ?? []) {
    for (const buffer of buffers.splice(0)) {
      bufferManager.numBytesAllocated -= buffer.size;
      bufferManager.numFreeBuffers--;
      buffer.destroy();
    }
  }
}
