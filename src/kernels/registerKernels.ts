import { registerGelu } from './gelu';
import { registerLayerNorm } from './layerNorm';
import { registerSine } from './sine';

let areRegistered = false;

/**
 * Registers this project's kernels for tfjs's WebGPU backend, whose kernels must be there already.
 * They outlast a lost device: kernels belong to the backend's name.
 */
export function registerKernels(): void {
  if (areRegistered) return;
  areRegistered = true;
  registerSine();
  registerLayerNorm();
  registerGelu();
}
