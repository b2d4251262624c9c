import type { WebGpuSession } from '../kernels/backends/webgpu';
import * as tf from '../kernels/tf';
import { ComputationError, DeviceLostError, OutOfMemoryError } from './errors';

const scopes = ['validation', 'out-of-memory', 'internal'] as const;

/**
 * Turns what the GPU only whispers into errors: tfjs throws nothing when an allocation or a shader
 * fails and goes on with recycled buffers, and it never looks whether the device is lost.
 */
export class DeviceGuard {
  private lostBecause: string | null = null;
  private isReleased = false;
  /** Calls of `watch` that have not settled. */
  private waiting = 0;

  /** @param session null off WebGPU, where operations throw by themselves. */
  constructor(private readonly session: WebGpuSession | null) {
    session?.lost.then((reason) => {
      this.lostBecause = reason;
    });
  }

  throwIfLost(): void {
    if (this.lostBecause !== null) throw this.deviceLost();
  }

  /** Gives the device back; what is lost from now on is lost on purpose. */
  release(): void {
    this.isReleased = true;
    this.session?.device.destroy();
  }

  /**
   * Computes a tensor, reads it back (`Values` is what its dtype gives) and disposes it. A second call may come while the first one
   * waits for its values: each hears of its own errors only.
   *
   * @param compute is called at once and issues all its commands before it returns.
   * @throws DeviceLostError, OutOfMemoryError or ComputationError for what happened meanwhile.
   */
  async read<Values extends Float32Array | Int32Array = Float32Array>(
    compute: () => tf.Tensor,
  ): Promise<Values> {
    return await this.watch(() => readBack<Values>(compute));
  }

  /**
   * Runs something that issues commands to the GPU before it first waits, and waits for its result.
   *
   * @throws DeviceLostError, OutOfMemoryError or ComputationError for what the commands met.
   */
  async watch<Value>(issue: () => Promise<Value>): Promise<Value> {
    if (this.session === null) return await issue();
    this.throwIfLost();
    const { device } = this.session;
    // What happened while nobody waited is nobody's.
    if (this.waiting === 0) this.session.takeErrors();
    for (const scope of scopes) device.pushErrorScope(scope);
    const issued = issue();
    // Closed before anything else is issued: error scopes are one stack for the whole device.
    const caught = scopes.map(() => device.popErrorScope().catch(() => null));
    this.waiting++;
    try {
      return await this.settled(issued, caught);
    } finally {
      this.waiting--;
    }
  }

  private async settled<Value>(
    issued: Promise<Value>,
    caught: readonly Promise<GPUError | null>[],
  ): Promise<Value> {
    let value: Value;
    try {
      value = await issued;
    } catch (error) {
      const errors = await this.errorsOf(caught);
      await this.settleLoss();
      this.throwIfLost();
      // A buffer that was never allocated fails to be mapped, too: the GPU's own word says why.
      if (errors.length > 0) throw gpuError(errors);
      throw translated(error);
    }
    const errors = await this.errorsOf(caught);
    this.throwIfLost();
    if (errors.length > 0) throw gpuError(errors);
    return value;
  }

  /** What the closed error scopes caught and what escaped them. */
  private async errorsOf(caught: readonly Promise<GPUError | null>[]): Promise<GPUError[]> {
    const errors = (await Promise.all(caught)).filter((error) => error !== null);
    return [...errors, ...(this.session?.takeErrors() ?? [])];
  }

  /** A failed read-back and the report of the loss come in either order. */
  private async settleLoss(): Promise<void> {
    const shortly = new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.race([this.session?.lost, shortly]);
  }

  private deviceLost(): DeviceLostError {
    return new DeviceLostError(
      this.isReleased ? 'The engine was restarted.' : `The GPU went away. ${this.lostBecause}`,
      'Restart the engine: everything loaded comes back without a reload.',
    );
  }
}

async function readBack<Values>(compute: () => tf.Tensor): Promise<Values> {
  const output = tf.tidy(compute);
  try {
    return (await output.data()) as Values;
  } finally {
    output.dispose();
  }
}

function gpuError(errors: readonly GPUError[]): OutOfMemoryError | ComputationError {
  if (errors.some((error) => error instanceof GPUOutOfMemoryError)) return outOfMemory();
  return new ComputationError(
    `The GPU reported an error: ${errors[0]?.message}`,
    'Restart the engine; if it happens again, choose another backend or update the graphics driver.',
  );
}

function outOfMemory(): OutOfMemoryError {
  return new OutOfMemoryError(
    'The GPU has not enough free memory for this photo.',
    'Close other tabs or programs that use the GPU, then restart the engine.',
  );
}

function translated(error: unknown): unknown {
  const isAllocation = error instanceof RangeError && /allocation|memory/i.test(error.message);
  return isAllocation ? outOfMemory() : error;
}
