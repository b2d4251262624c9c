import {
  type WebGPUBackend,
  type WebGPUProgram,
  webgpu_util,
} from '@tensorflow/tfjs-backend-webgpu';
import type * as tf from './tf';

/** A WGSL program with one invocation for each of `count` indices. */
export interface FlatProgram {
  /** Distinguishes compiled pipelines: every constant that is written into `body` belongs in it. */
  readonly key: string;
  readonly outputShape: readonly number[];
  /** Number of invocations. */
  readonly count: number;
  /** Names of the storage buffers, in the order of the inputs. */
  readonly inputs: readonly string[];
  /** Functions that `body` calls. */
  readonly functions?: string;
  /** WGSL run for each `index` (i32) below `count`; writes `result[…]`. */
  readonly body: string;
}

const workgroupSize: [number, number, number] = [64, 1, 1];
/** What every WebGPU device allows. */
const maxGroupsPerDimension = 65_535;

/** Runs the program on tfjs's WebGPU backend and returns its output, float32. */
export function runFlatProgram(
  backend: WebGPUBackend,
  program: FlatProgram,
  inputs: tf.TensorInfo[],
): tf.TensorInfo {
  const groups = Math.ceil(program.count / workgroupSize[0]);
  const groupsAcross = Math.min(groups, maxGroupsPerDimension);
  const wgsl: WebGPUProgram = {
    variableNames: [...program.inputs],
    outputShape: [...program.outputShape],
    workgroupSize,
    dispatchLayout: { x: [0] },
    dispatch: [groupsAcross, Math.ceil(groups / groupsAcross), 1],
    shaderKey: program.key,
    uniforms: 'count : i32,',
    getUserCode: () => `
      ${program.functions ?? ''}
      fn main(index : i32) {
        if (index >= uniforms.count) { return; }
        ${program.body}
      }`,
  };
  return backend.runWebGPUProgram(wgsl, inputs, 'float32', [
    { type: 'int32', data: [program.count] },
  ]);
}
