import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type * as tf from './tf';

/** Widths of WGSL's vectors that kernels here are written for. */
export type Lanes = 4 | 2;

/** The widest vectors that all of these numbers are multiples of; null where one is odd. */
export function lanesFor(widths: readonly number[]): Lanes | null {
  return ([4, 2] as const).find((lanes) => widths.every((width) => width % lanes === 0)) ?? null;
}

/** `lanesFor` of widths that are known to be even. */
export function evenLanes(widths: readonly number[]): Lanes {
  const lanes = lanesFor(widths);
  if (lanes === null) throw new RangeError(`One of the widths ${widths.join(', ')} is odd.`);
  return lanes;
}

/** The WGSL type of that many numbers. */
export function vectorType(lanes: Lanes): string {
  return `vec${lanes}<f32>`;
}

/** A WGSL program with one invocation for each of `count` indices. */
export interface FlatProgram {
  /** Distinguishes compiled pipelines: every constant that is written into the code belongs in it. */
  readonly key: string;
  readonly outputShape: readonly number[];
  /** Number of invocations. */
  readonly count: number;
  /** Names of the storage buffers, in the order of the inputs. */
  readonly inputs: readonly string[];
  /**
   * How many numbers an element of every buffer holds, `result` among them, but for those named in
   * `scalars`: with 4 they are arrays of `vec4<f32>`.
   */
  readonly lanes?: Lanes;
  readonly scalars?: readonly string[];
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
  const numbersAt = (buffer: string) =>
    program.scalars?.includes(buffer) ? 1 : (program.lanes ?? 1);
  const uniforms = { count: program.count, ...program.uniforms };
  const wgsl: WebGPUProgram = {
    variableNames: [...program.inputs],
    variableComponents: program.inputs.map(numbersAt),
    outputComponent: numbersAt('result'),
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
