import '@tensorflow/tfjs-backend-webgpu';
import { HalvesBackend } from '../halves/halvesBackend';
import { allowQuads, hasQuads, setQuads } from '../quads';
import { registerKernels } from '../registerKernels';
import * as tf from '../tf';

/** A device of our own, handed to tfjs, and what went wrong on it. */
export interface WebGpuSession {
  readonly device: GPUDevice;
  readonly description: string;
  readonly isSoftwareAdapter: boolean;
  /** Whether the hardware has 16-bit numbers of its own, so that converting them costs nothing. */
  readonly hasHalves: boolean;
  /** GPU errors since the last call; tfjs itself throws nothing when the GPU reports one. */
  takeErrors(): GPUError[];
  /** Resolves with a sentence when the device is lost, for whatever reason. */
  readonly lost: Promise<string>;
}

/**
 * Requests a device with the adapter's full buffer and workgroup limits and makes it tfjs's backend.
 * Called again after a lost device, it replaces the dead backend.
 *
 * @throws Error saying which step failed.
 */
export async function startWebGpu(): Promise<WebGpuSession> {
  if (!('gpu' in navigator)) throw new Error('This browser has no WebGPU.');
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('The browser found no GPU that it allows for WebGPU.');
  const limits = adapter.limits;
  const inQuads = hasQuads(adapter);
  const features: GPUFeatureName[] = inQuads ? ['subgroups'] : [];
  if (adapter.features.has('timestamp-query')) features.push('timestamp-query');
  const device = await adapter.requestDevice({
    requiredFeatures: features,
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  setQuads(inQuads);
  if (inQuads) allowQuads(device);
  const errors: GPUError[] = [];
  device.addEventListener('uncapturederror', (event) => errors.push(event.error));

  // Small tensors would otherwise be computed in JavaScript, unseen.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new HalvesBackend(device, adapter.info), 3);
  registerKernels(adapter.info.isFallbackAdapter);
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs could not start it');

  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  return {
    device,
    description: description || [vendor, architecture].filter((word) => word !== '').join(' '),
    isSoftwareAdapter: isFallbackAdapter,
    hasHalves: adapter.features.has('shader-f16'),
    takeErrors: () => errors.splice(0),
    lost: device.lost.then(({ message }) => message || 'The GPU went away.'),
  };
}
