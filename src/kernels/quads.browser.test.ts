import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasQuads, readsInQuads, setQuads } from './quads';
import { randomInput, TestGpu } from './testGpu';
import * as tf from './tf';
import { type FlatProgram, runFlatProgram } from './webgpuProgram';

/** Every vector of x, each read by a whole quad, times the number of its invocation. */
function program(vectors: number): FlatProgram {
  return {
    key: 'testQuads',
    outputShape: [4 * vectors, 4],
    count: 4 * vectors,
    inputs: ['x'],
    lanes: 4,
    shared: ['x'],
    body: 'result[index] = xShared(index / 4) * f32(index % 4 + 1);',
  };
}

describe('reading in quads', () => {
  let gpu: TestGpu;
  beforeAll(async () => {
    gpu = await TestGpu.start();
  });
  afterEach(async () => {
    setQuads(true);
    await gpu.expectNoErrors();
  });

  const run = (input: ReturnType<typeof randomInput>) =>
    gpu.values([input], (x) => {
      const vectors = x.size / 4;
      const info = runFlatProgram(tf.backend() as WebGPUBackend, program(vectors), [x]);
      return tf.engine().makeTensorFromTensorInfo(info);
    });

  it.each([true, false])(
    'gives every invocation the whole vector (in quads: %s)',
    async (value) => {
      setQuads(value);
      const before = gpu.pipelines('testQuads in quads');
      const input = randomInput([37, 4], gpu.random());
      const expected = Array.from({ length: 37 * 16 }, (_, i) => {
        const invocation = Math.floor(i / 4);
        const element = 4 * Math.floor(invocation / 4) + (i % 4);
        return (input.values[element] ?? Number.NaN) * ((invocation % 4) + 1);
      });
      gpu.expectClose(await run(input), expected, 1e-6);
      expect(gpu.pipelines('testQuads in quads') - before).toBe(value ? 1 : 0);
    },
  );

  it('is what the software adapter does', () => {
    expect(readsInQuads()).toBe(true);
  });

  it('is left to adapters whose subgroups are known to be quads', async () => {
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter === null) throw new Error('There is no adapter.');
    const { features } = adapter;
    const info = { isFallbackAdapter: true, subgroupMinSize: 4, subgroupMaxSize: 4 };
    const has = (changed: Partial<GPUAdapterInfo>) =>
      hasQuads({ features, info: { ...info, ...changed } as GPUAdapterInfo });
    expect(has({})).toBe(true);
    expect(has({ subgroupMaxSize: 32 })).toBe(false);
    expect(has({ isFallbackAdapter: false })).toBe(false);
    expect(hasQuads({ features: new Set() as GPUSupportedFeatures, info: adapter.info })).toBe(
      false,
    );
  });
});
