import { registerAdapterCombination } from './adapterCombination';
import { registerAdapterGates } from './adapterGates';
import { registerAdapterSpectrum } from './spectrum';

/** AdaptIR's branches in six dispatches, for tfjs's WebGPU backend; they have no gradients. */
export function registerAdapterKernels(): void {
  registerAdapterSpectrum();
  registerAdapterGates();
  registerAdapterCombination();
}
