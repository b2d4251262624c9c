import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebGpuSession } from '../kernels/backends/webgpu';
import * as tf from '../kernels/tf';
import { runFlatProgram } from '../kernels/webgpuProgram';
import { startBackend } from './backends/startBackend';
import { DeviceGuard } from './deviceGuard';
import { ComputationError, DeviceLostError, OutOfMemoryError } from './errors';
import { failure } from './testRestoration';

/** Of the software adapter; no buffer of that size can really be had there. */
const largestBuffer = 2 ** 30;

describe('the guard of the GPU’s device', () => {
  let session: WebGpuSession;
  let guard: DeviceGuard;
  beforeEach(async () => {
    const { webgpu } = await startBackend('webgpu');
    if (webgpu === null) throw new Error('WebGPU is not running.');
    session = webgpu;
    guard = new DeviceGuard(session);
    expect(session.device.limits.maxBufferSize).toBe(largestBuffer);
  });
  afterEach(() => session.device.destroy());

  const doubled = (x: number) => () => tf.mul(tf.tensor1d([x, -x]), 2);

  const shader = (key: string, body: string) => () => {
    const x = tf.tensor1d([1, 2, 3, 4]);
    const program = { key, outputShape: [4], count: 4, inputs: ['x'], body };
    const info = runFlatProgram(tf.backend() as Parameters<typeof runFlatProgram>[0], program, [x]);
    return tf.engine().makeTensorFromTensorInfo(info);
  };

  it('reads what was computed, and leaves no tensor', async () => {
    const { numTensors } = tf.memory();
    const x = Math.random();
    const values = await guard.read(doubled(x));
    expect(values[0]).toBeCloseTo(2 * x, 6);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('makes an error of a shader that does not compile', async () => {
    const { numTensors } = tf.memory();
    const error = await failure(guard.read(shader('testGuardSyntax', 'result[index] = ;')));
    expect(error).toBeInstanceOf(ComputationError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^The GPU reported an error: ./),
    });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('goes on after an error, and does not lay an old one on the next', async () => {
    await failure(guard.read(shader('testGuardOnce', 'nonsense')));
    // And one that happens while nobody reads.
    session.device.createBuffer({ size: 16, usage: 0 });
    await session.device.queue.onSubmittedWorkDone();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([...(await guard.read(doubled(21)))]).toEqual([42, -42]);
    expect(session.takeErrors()).toEqual([]);
  });

  it('tells a failed allocation in the middle of a computation', async () => {
    const error = await failure(guard.read(() => tf.sum(tf.fill([largestBuffer / 4], 1))));
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({ advice: expect.stringMatching(/Close other tabs/) });
  });

  it('tells a failed allocation of the result itself', async () => {
    const error = await failure(guard.read(() => tf.fill([largestBuffer / 4], 1)));
    expect(error).toBeInstanceOf(OutOfMemoryError);
  });

  it('gives each of two computations in flight its own errors', async () => {
    const { numTensors } = tf.memory();
    const before = guard.read(doubled(4));
    const broken = failure(guard.read(shader('testGuardTwo', 'nonsense(;')));
    const after = guard.read(doubled(5));
    const vast = failure(guard.read(() => tf.sum(tf.fill([largestBuffer / 4], 1))));
    const last = guard.read(doubled(6));
    expect([...(await before)]).toEqual([8, -8]);
    expect(await broken).toBeInstanceOf(ComputationError);
    expect([...(await after)]).toEqual([10, -10]);
    expect(await vast).toBeInstanceOf(OutOfMemoryError);
    expect([...(await last)]).toEqual([12, -12]);
    expect(session.takeErrors()).toEqual([]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('hands on what the computation itself throws', async () => {
    const mistake = new TypeError('a mistake of ours');
    const error = await failure(
      guard.read(() => {
        throw mistake;
      }),
    );
    expect(error).toBe(mistake);
    // The scopes it opened are closed: an error outside is nobody's again.
    session.device.createBuffer({ size: 16, usage: 0 });
    await session.device.queue.onSubmittedWorkDone();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(session.takeErrors()).toHaveLength(1);
  });

  it('tells a lost device, now and from then on', async () => {
    expect(() => guard.throwIfLost()).not.toThrow();
    session.device.destroy();
    expect(await failure(guard.read(doubled(1)))).toBeInstanceOf(DeviceLostError);
    expect(() => guard.throwIfLost()).toThrow(DeviceLostError);
    expect(await failure(guard.read(doubled(1)))).toBeInstanceOf(DeviceLostError);
  });

  it('tells a device lost in the middle of a computation', async () => {
    const reading = failure(
      guard.read(() => {
        const output = doubled(3)();
        session.device.destroy();
        return output;
      }),
    );
    const error = await reading;
    expect(error).toBeInstanceOf(DeviceLostError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^The GPU went away/) });
  });

  it('says so where the device was given back on purpose', async () => {
    guard.release();
    const error = await failure(guard.read(doubled(1)));
    expect(error).toMatchObject({
      name: 'DeviceLostError',
      message: 'The engine was restarted.',
    });
  });
});

describe('the guard off the GPU', () => {
  it('reads what was computed and hands on what is thrown', async () => {
    await startBackend('cpu');
    const guard = new DeviceGuard(null);
    const values = await guard.read(() => tf.mul(tf.tensor1d([3]), 2));
    expect([...values]).toEqual([6]);
    const mistake = new Error('a mistake');
    const error = await failure(
      guard.read(() => {
        throw mistake;
      }),
    );
    expect(error).toBe(mistake);
    expect(() => guard.throwIfLost()).not.toThrow();
  });
});
