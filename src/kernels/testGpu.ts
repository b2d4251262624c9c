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

/** The software adapter's WebGPU with this project's kernels, beside tfjs's plain JavaScript. */
export class TestGpu {
  private readonly keys: string[] = [];

  private constructor(readonly session: WebGpuSession) {
    const backend = tf.findBackend('webgpu') as WebGPUBackend;
    const { runWebGPUProgram } = backend;
    backend.runWebGPUProgram = (program, ...others) => {
      this.keys.push(program.shaderKey);
      return runWebGPUProgram.call(backend, program, ...others);
    };
  }

  static async start(): Promise<TestGpu> {
    await startCpu();
    const webgpu = await startWebGpu();
    // A real GPU would run tfjs's own products, convolutions and softmax, not what is tested here.
    if (!webgpu.isSoftwareAdapter) throw new Error('These tests need the software adapter.');
    return new TestGpu(webgpu);
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
    return this.keys.filter((known) => known.includes(key)).length;
  }

  /** How many pipelines were made so far with this in their key. */
  compiled(key: string): number {
    // tfjs declares the cache private.
    const backend = tf.findBackend('webgpu') as tf.KernelBackend & { pipelineCache: object };
    return Object.keys(backend.pipelineCache).filter((known) => known.includes(key)).length;
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
