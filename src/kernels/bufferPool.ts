import * as tf from './tf';

/** What tfjs 4.22's WebGPU backend keeps but does not declare. */
interface PooledBackend {
  readonly bufferManager: {
    freeBuffers?: Map<string, GPUBuffer[]>;
    numFreeBuffers: number;
    numBytesAllocated: number;
  };
  /** Commands that are recorded and not submitted yet. */
  readonly commandEncoder: GPUCommandEncoder | null;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Bytes in GPU buffers of the running backend, pooled ones included; null off WebGPU. */
export function gpuBytes(): number | null {
  if (tf.getBackend() !== 'webgpu') return null;
  const memory = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
  return memory.numBytesAllocatedInGPU ?? null;
}

/** Bytes in GPU buffers that tensors hold; pooled ones are not among them. Null off WebGPU. */
export function gpuBytesInUse(): number | null {
  if (tf.getBackend() !== 'webgpu') return null;
  const memory = tf.memory() as tf.MemoryInfo & { numBytesInGPU?: number };
  return memory.numBytesInGPU ?? null;
}

/**
 * Gives the pool's unused buffers back. tfjs pools by exact size and never trims, so tiles of ever
 * new sizes would pile buffers up.
 */
export function trimBufferPool(): void {
  if (tf.getBackend() !== 'webgpu') return;
  const backend = tf.backend() as tf.KernelBackend & PooledBackend;
  // An upload that is only recorded may write to a buffer whose tensor is gone already.
  if (backend.commandEncoder !== null) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
  const { bufferManager } = backend;
  for (const buffers of bufferManager.freeBuffers?.values() ?? []) {
    for (const buffer of buffers.splice(0)) {
      bufferManager.numBytesAllocated -= buffer.size;
      bufferManager.numFreeBuffers--;
      buffer.destroy();
    }
  }
}
