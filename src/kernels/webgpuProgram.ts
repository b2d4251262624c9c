import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type * as tf from './tf';

/** A WGSL program with one invocation for each of `count` indices. */
export interface FlatProgram {
  /** Distinguishes compiled pipelines: every constant that is written into the code belongs in it. */
  readonly key: string;
  readonly outputShape: readonly number[];
  /** Number of invocations. */
  readonly count: number;
  /** Names of the storage buffers, in the order of the inputs. */
  readonly inputs: readonly string[];
  /** Further numbers (i32) under `uniforms.`; unlike constants, they need no new pipeline. */
  readonly uniforms?: Readonly<Record<string, number>>;
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
  const uniforms = { count: program.count, ...program.uniforms };
  const wgsl: WebGPUProgram = {
    variableNames: [...program.inputs],
    outputShape: [...program.outputShape],
    workgroupSize,
    dispatchLayout: { x: [0] },
    dispatch: [groupsAcross, Math.ceil(groups / groupsAcross), 1],
    shaderKey: program.key,
    uniforms: Object.keys(uniforms)
      .map((name) => `${name} : i32,`)
      .join(' '),
    getUserCode: () => `
      ${program.functions ?? ''}
      fn main(index : i32) {
        if (index >= uniforms.count) { return; }
        ${program.body}
      }`,
  };
  return backend.runWebGPUProgram(
    wgsl,
    inputs,
    'float32',
    Object.values(uniforms).map((value) => ({ type: 'int32', data: [value] })),
  );
}
