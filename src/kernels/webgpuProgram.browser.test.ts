import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compareWithin } from '../metrics/closeness';
import { type Compute, randomInput, TestGpu } from './testGpu';
import * as tf from './tf';
import { type FlatProgram, runFlatProgram } from './webgpuProgram';

/** Runs one program on its inputs, as a kernel would. */
function running(program: FlatProgram): Compute {
  return (...inputs) => {
    const info = runFlatProgram(tf.backend() as WebGPUBackend, program, inputs);
    return tf.engine().makeTensorFromTensorInfo(info);
  };
}

describe('a program of one invocation for each index', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(() => gpu.expectNoErrors());

  // One group, one with a remainder, and more groups than one dimension of a dispatch may have.
  it.each([1, 63, 64, 65, 4_300_003])('sees every index below %i once', async (count) => {
    const offset = Math.floor(gpu.random().between(1, 1000));
    const program = {
      key: 'testIndex',
      outputShape: [count],
      count,
      inputs: [],
      uniforms: { offset },
      body: 'result[index] = f32(index + uniforms.offset);',
    };
    const found = await gpu.values([], running(program));
    expect(found).toHaveLength(count);
    expect(found.findIndex((value, i) => value !== i + offset)).toBe(-1);
  });

  it('takes new uniforms without a new pipeline', async () => {
    const { shape, values } = randomInput([4], gpu.random(), 1000);
    // Whole numbers, so that fused and separate multiplication round alike: not at all.
    const input = { shape, values: values.map(Math.round) };
    for (const [factor, added] of [
      [2, 5],
      [-3, 7],
    ] as const) {
      const program = {
        key: 'testUniforms',
        outputShape: [4],
        count: 4,
        inputs: ['x'],
        uniforms: { factor, added },
        body: 'result[index] = f32(uniforms.factor) * x[index] + f32(uniforms.added);',
      };
      const found = await gpu.values([input], running(program));
      gpu.expectClose(
        found,
        input.values.map((x) => factor * x + added),
        1e-6,
      );
    }
    expect(gpu.pipelines('testUniforms')).toBe(1);
  });
});

describe('these tests themselves', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });

  it('hear of a shader that does not compile, although tfjs throws nothing', async () => {
    const program = {
      key: 'testSyntaxError',
      outputShape: [8],
      count: 8,
      inputs: ['x'],
      body: 'result[index] = x[index] +;',
    };
    const found = await gpu.values([randomInput([8], gpu.random())], running(program));
    expect(found).toHaveLength(8);
    expect((await gpu.takeErrors()).length).toBeGreaterThan(0);
    // Nothing of it is left for the next test.
    expect(await gpu.takeErrors()).toEqual([]);
  });

  it('fail where a kernel is off', async () => {
    const input = randomInput([100], gpu.random());
    const doubled = (offset: number) =>
      running({
        key: `testOff${offset}`,
        outputShape: [100],
        count: 100,
        inputs: ['x'],
        body: `result[index] = 2.0 * x[index] + select(0.0, ${offset}, index == 99);`,
      });
    const expected = input.values.map((x) => 2 * x);
    const compared = async (offset: number) => {
      const found = await gpu.values([input], doubled(offset));
      return compareWithin('doubled', found, expected, 1e-5).passes;
    };
    expect(await compared(0)).toBe(true);
    expect(await compared(1e-4)).toBe(false);
    const off = await gpu.values([input], doubled(1e-4));
    expect(() => gpu.expectClose(off, expected, 1e-5)).toThrow(/off by/);
    await gpu.expectNoErrors();
  });
});
