import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type * as tf from '../tf';
import { runFlatProgram, runGroupProgram } from '../webgpuProgram';
import { flatProduct } from './flatProduct';
import { canReadInQuads, type ProductProgram, sharesInWorkgroups } from './productProgram';
import { canTile, tiledProduct } from './tiledProduct';

/** Runs the program on tfjs's WebGPU backend, in the form that suits the adapter. */
export function runProduct(
  backend: WebGPUBackend,
  program: ProductProgram,
  inputs: tf.TensorInfo[],
): tf.TensorInfo {
  if (sharesInWorkgroups() && canTile(program)) {
    return runGroupProgram(backend, tiledProduct(program), inputs);
  }
  const inQuads = program.lanes === 4 && canReadInQuads(inputs);
  return runFlatProgram(backend, flatProduct(program, inQuads), inputs);
}
