import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { halfAccess, wordsPerElement } from './halves/halfAccess';
import { canHalve, halvedFrom, isHalved, wordsOf } from './halves/halvedTensor';
import { resultPrecision } from './halves/precision';
import { vectorType, type Width } from './lanes';
import { quadReads, quadStart, readsInQuads } from './quads';
import * as tf from './tf';

interface Program {
  /** Distinguishes compiled pipelines: every constant that is written into the code belongs in it. */
  readonly key: string;
  readonly outputShape: readonly number[];
  /** Names of the storage buffers, in the order of the inputs. */
  readonly inputs: readonly string[];
  /**
   * How many numbers an element of every buffer holds, `result` among them, but for those named in
   * `widths`: with 4 they are arrays of `vec4<f32>`.
   */
  readonly lanes?: Width;
  readonly widths?: Readonly<Record<string, Width>>;
  /**
   * Buffers that are read by `NAMEShared(element)` alone: in quads where the adapter can, so that the
   * indices 4n to 4n + 3 must all be there and read the same element at the same time.
   */
  readonly shared?: readonly string[];
  /** Whether they do; left out: yes. */
  readonly areQuadsAlike?: boolean;
  /** Further numbers (i32) under `uniforms.`; unlike constants, they need no new pipeline. */
  readonly uniforms?: Readonly<Record<string, number>>;
  /** Functions that `body` calls, and variables that a workgroup shares. */
  readonly functions?: string;
  /** Left out: float32, or halves where `resultPrecision` says so. */
  readonly outputType?: 'float32' | 'int32';
}

/** A WGSL program with one invocation for each of `count` indices. */
export interface FlatProgram extends Program {
  /** Number of invocations. */
  readonly count: number;
  /** WGSL run for each `index` (i32) below `count`; writes `result[…]`. */
  readonly body: string;
}

/** A WGSL program of workgroups whose invocations wait for each other. */
export interface GroupProgram extends Program {
  readonly groups: number;
  /** Invocations in a workgroup; left out: `groupThreads`. */
  readonly threads?: number;
  /**
   * WGSL run for each `thread` below `threads` of each `group` (both i32). There may be more groups
   * than `groups`: those write nothing.
   */
  readonly body: string;
}

/** Invocations in a workgroup, where a program does not say. */
export const groupThreads = 64;
/** What every WebGPU device allows. */
const maxGroupsPerDimension = 65_535;

/**
 * Runs the program on tfjs's WebGPU backend and returns its output. Inputs may be halved, and so is the
 * output where `resultPrecision` says so and its elements are vectors.
 */
export function runFlatProgram(
  backend: WebGPUBackend,
  program: FlatProgram,
  inputs: tf.TensorInfo[],
): tf.TensorInfo {
  return run(
    backend,
    { ...program, uniforms: { count: program.count, ...program.uniforms } },
    inputs,
    Math.ceil(program.count / groupThreads),
    groupThreads,
    `if (index >= uniforms.count) { return; }
     ${program.body}`,
  );
}

/** See `runFlatProgram`. */
export function runGroupProgram(
  backend: WebGPUBackend,
  program: GroupProgram,
  inputs: tf.TensorInfo[],
): tf.TensorInfo {
  const { threads = groupThreads } = program;
  return run(
    backend,
    program,
    inputs,
    program.groups,
    threads,
    `let thread = index % ${threads};
     let group = index / ${threads};
     ${program.body}`,
  );
}

function run(
  backend: WebGPUBackend,
  program: Program,
  inputs: tf.TensorInfo[],
  groups: number,
  threads: number,
  body: string,
): tf.TensorInfo {
  const groupsAcross = Math.min(groups, maxGroupsPerDimension);
  const { shared = [], areQuadsAlike = true } = program;
  const vectorWidthOf = (buffer: string) => program.widths?.[buffer] ?? program.lanes ?? 1;
  const inQuads = shared.filter(
    (buffer) =>
      readsInQuads() &&
      areQuadsAlike &&
      vectorWidthOf(buffer) === 4 &&
      !isHalved(inputs[program.inputs.indexOf(buffer)] as tf.TensorInfo),
  );
  const widthOf = (buffer: string) => (inQuads.includes(buffer) ? 1 : vectorWidthOf(buffer));
  const halved = new Map(
    program.inputs
      .filter((_, i) => isHalved(inputs[i] as tf.TensorInfo))
      .map((buffer) => [buffer, widthOf(buffer)] as const),
  );
  const halvesResult =
    resultPrecision() === 'f16' &&
    program.outputType === undefined &&
    widthOf('result') > 1 &&
    canHalve(program.outputShape);
  const uniforms = program.uniforms ?? {};
  const wgsl: WebGPUProgram = {
    variableNames: [...program.inputs],
    variableComponents: program.inputs.map((buffer) =>
      halved.has(buffer) ? wordsPerElement(widthOf(buffer)) : widthOf(buffer),
    ),
    outputComponent: halvesResult ? wordsPerElement(widthOf('result')) : widthOf('result'),
    outputShape: halvesResult
      ? [tf.util.sizeFromShape([...program.outputShape]) / 2]
      : [...program.outputShape],
    workgroupSize: [threads, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [groupsAcross, Math.ceil(groups / groupsAcross), 1],
    // The dtypes that tfjs adds tell which buffers are halved.
    shaderKey: inQuads.length === 0 ? program.key : `${program.key} in quads`,
    uniforms: Object.keys(uniforms)
      .map((name) => `${name} : i32,`)
      .join(' '),
    // Asked for only where a pipeline is to be made.
    getUserCode: () => {
      const access = halfAccess(halved, halvesResult ? widthOf('result') : null);
      const plainReads = shared
        .filter((buffer) => !inQuads.includes(buffer))
        .map((buffer) => plainRead(buffer, widthOf(buffer)));
      return `
        ${access.functions}
        ${quadReads(inQuads)}
        ${access.translate(plainReads.join('\n') + (program.functions ?? ''))}
        fn main(index : i32) {
          ${quadStart(inQuads)}
          ${access.translate(body)}
        }`;
    },
  };
  const output = backend.runWebGPUProgram(
    wgsl,
    inputs.map((input) => (isHalved(input) ? wordsOf(input) : input)),
    halvesResult ? 'int32' : (program.outputType ?? 'float32'),
    Object.values(uniforms).map((value) => ({ type: 'int32', data: [value] })),
  );
  return halvesResult ? halvedFrom(output, program.outputShape) : output;
}

function plainRead(buffer: string, width: Width): string {
  return `fn ${buffer}Shared(element : i32) -> ${vectorType(width)} { return ${buffer}[element]; }`;
}
