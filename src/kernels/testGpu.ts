import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { expect } from 'vitest';
import { type Random, seededRandom } from '../imaging/random';
import { compareWithin } from '../metrics/closeness';
import { startCpu } from './backends/fallbacks';
import { startWebGpu, type WebGpuSession } from './backends/webgpu';
import * as tf from './tf';

/** For tests only: an array that becomes a tensor on whichever backend computes. */
export interface TestInput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Compute = (...inputs: tf.Tensor[]) => tf.Tensor;

/**
 * Fresh for each run, since tfjs hands failed kernels a recycled buffer: with the inputs of an
 * earlier run in it, it would look right. To see a failure again, put the number it names here.
 */
export const testSeed = Math.floor(Math.random() * 2 ** 32);

/** Uniform in −spread … spread. */
export function randomInput(
  shape: readonly number[],
  random: Random,
  spread = 1,
  middle = 0,
): TestInput {
  const count = shape.reduce((product, length) => product * length, 1);
  const value = () => middle + random.between(-spread, spread);
  return { shape, values: Float32Array.from({ length: count }, value) };
}

/** What this page started last, as long as nothing else has put a device in its place. */
let shared: { readonly session: WebGpuSession; readonly backend: tf.KernelBackend } | null = null;

/** The software adapter's WebGPU with this project's kernels, beside tfjs's plain JavaScript. */
export class TestGpu {
  private readonly programs: string[] = [];
  private readonly pipelineKeys = new Set<string>();

  private constructor(readonly session: WebGpuSession) {
    const backend = tf.findBackend('webgpu') as WebGPUBackend;
    // Else it would go through the count of the file before this one.
    Reflect.deleteProperty(backend, 'runWebGPUProgram');
    const { runWebGPUProgram } = backend;
    backend.runWebGPUProgram = (program, ...others) => {
      this.programs.push(program.shaderKey);
      const output = runWebGPUProgram.call(backend, program, ...others);
      // It has the key of its pipeline from here on.
      this.pipelineKeys.add(program.shaderKey);
      return output;
    };
  }

  /** On the device, and with the pipelines, of the files before this one in the same page. */
  static async start(): Promise<TestGpu> {
    if (shared === null || tf.engine().registry.webgpu !== shared.backend) {
      return await TestGpu.startAnew();
    }
    await startCpu();
    // What computes is the same as on a device that was started anew.
    if (!(await tf.setBackend('webgpu'))) throw new Error('WebGPU is not there.');
    return new TestGpu(shared.session);
  }

  /** On a device on which nothing is compiled yet. */
  static async startAnew(): Promise<TestGpu> {
    await startCpu();
    const session = await startWebGpu();
    // A real GPU would run tfjs's own products, convolutions and softmax, not what is tested here.
    if (!session.isSoftwareAdapter) throw new Error('These tests need the software adapter.');
    shared = { session, backend: tf.findBackend('webgpu') };
    return new TestGpu(session);
  }

  /** A stream of its own for each test, so that one alone draws what it draws among the others. */
  random(): Random {
    return seededRandom(testSeed);
  }

  /** What `compute` gives on WebGPU. */
  async values(inputs: readonly TestInput[], compute: Compute): Promise<Float32Array> {
    return await valuesOn('webgpu', inputs, compute);
  }

  /** Fails where WebGPU is further from the reference, computed on the CPU, than `tolerance`. */
  async expectParity(
    inputs: readonly TestInput[],
    compute: Compute,
    tolerance: number,
    reference: Compute = compute,
  ): Promise<void> {
    const expected = await valuesOn('cpu', inputs, reference);
    this.expectClose(await this.values(inputs, compute), expected, tolerance);
  }

  expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
    expect(expected.length).toBeGreaterThan(0);
    const { error, passes } = compareWithin('', found, expected, tolerance);
    expect(passes, `off by ${error}, allowed ${tolerance}; seed ${testSeed}`).toBe(true);
  }

  /** GPU errors since the last call, once everything submitted has run. */
  async takeErrors(): Promise<string[]> {
    await this.session.device.queue.onSubmittedWorkDone();
    // The events of errors come as tasks of their own.
    await new Promise((resolve) => setTimeout(resolve));
    return this.session.takeErrors().map(({ message }) => message);
  }

  async expectNoErrors(): Promise<void> {
    expect(await this.takeErrors()).toEqual([]);
  }

  /** How many programs ran so far with this in their key: whether a kernel of ours did. */
  ran(key: string): number {
    return this.programs.filter((known) => known.includes(key)).length;
  }

  /** Through how many pipelines with this in their key programs ran so far. */
  pipelines(key: string): number {
    return [...this.pipelineKeys].filter((known) => known.includes(key)).length;
  }

  /** How many pipelines there are on the device. */
  compiled(): number {
    // tfjs declares the cache private.
    const backend = tf.findBackend('webgpu') as tf.KernelBackend & { pipelineCache: object };
    return Object.keys(backend.pipelineCache).length;
  }
}

async function valuesOn(
  backend: 'webgpu' | 'cpu',
  inputs: readonly TestInput[],
  compute: Compute,
): Promise<Float32Array> {
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} is not there.`);
  const output = tf.tidy(() =>
    compute(...inputs.map(({ shape, values }) => tf.tensor(values, [...shape], 'float32'))),
  );
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}
