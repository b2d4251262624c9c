import * as tf from '../kernels/tf';
import type { WebGpuSession } from './backends/webgpu';
import { ComputationError, DeviceLostError, OutOfMemoryError } from './errors';

const scopes = ['validation', 'out-of-memory', 'internal'] as const;

/**
 * Turns what the GPU only whispers into errors: tfjs throws nothing when an allocation or a shader
 * fails and goes on with recycled buffers, and it never looks whether the device is lost.
 */
export class DeviceGuard {
  private lostBecause: string | null = null;
  private isReleased = false;

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
   * Computes a tensor, reads it back and disposes it.
   *
   * @throws DeviceLostError, OutOfMemoryError or ComputationError for what happened meanwhile.
   */
  async read(compute: () => tf.Tensor): Promise<Float32Array> {
    return await this.watch(() => readBack(compute));
  }

  /**
   * Runs what computes and reads back.
   *
   * @throws as `read`.
   */
  async watch<Value>(task: () => Promise<Value>): Promise<Value> {
    if (this.session === null) return await task();
    this.throwIfLost();
    const { device } = this.session;
    this.session.takeErrors();
    for (const scope of scopes) device.pushErrorScope(scope);
    let value: Value;
    try {
      value = await task();
    } catch (error) {
      const errors = await this.errorsSoFar();
      await this.settleLoss();
      this.throwIfLost();
      // A buffer that was never allocated fails to be mapped, too: the GPU's own word says why.
      if (errors.length > 0) throw gpuError(errors);
      throw translated(error);
    }
    const errors = await this.errorsSoFar();
    this.throwIfLost();
    if (errors.length > 0) throw gpuError(errors);
    return value;
  }

  /** Closes the error scopes; what they caught and what escaped them. */
  private async errorsSoFar(): Promise<GPUError[]> {
    if (this.session === null) return [];
    const errors: GPUError[] = [];
    for (const _ of scopes) {
      const error = await this.session.device.popErrorScope().catch(() => null);
      if (error !== null) errors.push(error);
    }
    errors.push(...this.session.takeErrors());
    return errors;
  }

  /** A failed read-back and the news of the loss come in either order. */
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

async function readBack(compute: () => tf.Tensor): Promise<Float32Array> {
  const output = tf.tidy(compute);
  try {
    return (await output.data()) as Float32Array;
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
