import { registerAdapterKernels } from './adapter/adapterKernels';
import { registerConvolutionGradients } from './convolution/composedGradients';
import { registerFilterGradient } from './convolution/filterGradient';
import { registerFusedConvolution } from './convolution/fusedConvolution';
import { registerGelu } from './gelu';
import { registerLayerNorm } from './layerNorm';
import { setTiling } from './products/productProgram';
import { registerSine } from './sine';
import { registerSoftwareBroadcasts } from './software/broadcast';
import { registerSoftwareConvolution } from './software/convolution';
import { registerSoftwareMatmul } from './software/matmul';
import { registerSoftwareReductions } from './software/reduction';
import { registerSoftwareSoftmax } from './software/softmax';
import { registerSoftwareTranspose } from './software/transpose';
import { registerTransformerKernels } from './transformer/transformerKernels';

let areRegistered = false;

/**
 * Registers this project's kernels for tfjs's WebGPU backend, whose kernels must be there already.
 * They outlast a lost device: kernels belong to the backend's name.
 *
 * @param isSoftwareAdapter also puts kernels without workgroup memory in place of tfjs's, which are
 *   made for real GPUs.
 */
export function registerKernels(isSoftwareAdapter: boolean): void {
  if (areRegistered) return;
  areRegistered = true;
  registerSine();
  registerLayerNorm();
  registerGelu();
  registerFusedConvolution();
  registerFilterGradient();
  registerConvolutionGradients('webgpu');
  registerTransformerKernels();
  registerAdapterKernels();
  setTiling(!isSoftwareAdapter);
  if (isSoftwareAdapter) {
    registerSoftwareMatmul();
    registerSoftwareConvolution();
    registerSoftwareSoftmax();
    registerSoftwareReductions();
    registerSoftwareBroadcasts();
    registerSoftwareTranspose();
  }
}
