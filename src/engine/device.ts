import { gpuBytes, gpuBytesInUse, trimBufferPool } from '../kernels/bufferPool';
import { type Frame, framedPixels, noFrame } from '../kernels/framedPixels';
import { type Precision, withPrecision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import { type ChosenPrecision, chosenPrecision } from './backends/chosenPrecision';
import type { RunningBackend } from './backends/startBackend';
import { DeviceGuard } from './deviceGuard';
import type { BackendReport } from './protocol';
import { precisionFor } from './residents';
import type { TileOutput } from './restoration';
import type { Selection } from './selection';
import { type TileValues, TileWorkers, tileWorkerCount } from './tileWorkers/tileWorkers';
import { framedTile, isWorthFraming } from './tiling/framedTile';
import { type TileCost, type TileMeasurement, tileCost } from './tiling/tileCost';
import { type TileBudget, tileBudget } from './tiling/tileRules';

/** The backend that runs and everything that goes with it: a fresh device starts from nothing. */
export class Device {
  readonly guard: DeviceGuard;
  /** What tiles took here, by `Selection.route`. */
  readonly measured = new Map<string, TileMeasurement[]>();
  private readonly constants = new Constants();
  /** Null where one processor core, or a GPU, does it all. */
  private readonly tileWorkers: TileWorkers | null;
  private lastShape = '';
  private lastRoute = '';

  constructor(
    readonly backend: RunningBackend,
    private chosen: ChosenPrecision = { precision: 'f32', reason: null },
  ) {
    this.guard = new DeviceGuard(backend.webgpu);
    const count = backend.report.name === 'wasm' ? tileWorkersHere() : 1;
    this.tileWorkers = count > 1 ? new TileWorkers(count) : null;
  }

  /** @param wanted see `chosenPrecision`. */
  static async on(backend: RunningBackend, wanted?: Precision): Promise<Device> {
    return new Device(backend, await chosenPrecision(backend.webgpu, wanted));
  }

  get report(): BackendReport {
    const { precision, reason } = this.chosen;
    return { ...this.backend.report, precision, precisionReason: reason };
  }

  /** What the next weights and activations are stored in. */
  get precision(): Precision {
    return this.chosen.precision;
  }

  /** What a tile of any size takes on a route; null where nothing was measured. */
  costOf(route: string): TileCost | null {
    const measured = this.measured.get(route);
    return measured === undefined ? null : tileCost(measured);
  }

  /** From 16 bits to 32, which weights in 16 go with as well; what was measured no longer holds. */
  leaveHalves(reason: string): void {
    this.chosen = { precision: 'f32', reason };
    this.measured.clear();
    this.trim();
  }

  /** Whether a real GPU computes, through WebGPU. */
  get isGpu(): boolean {
    return this.backend.webgpu !== null && !this.backend.webgpu.isSoftwareAdapter;
  }

  /** Workers that restore a photo of so many tiles side by side; null where none is needed. */
  workersFor(tiles: number): TileWorkers | null {
    return tiles > 1 ? this.tileWorkers : null;
  }

  /** Starts what will restore a photo's tiles; see `TileWorkers.warmUp`. */
  startWorkers(selection: Selection): void {
    this.tileWorkers?.warmUp(selection);
  }

  /**
   * Tiles that run at once. On WebGPU the queue runs one after the other, so a second one costs no
   * second set of activations; elsewhere a tile is computed within the call.
   */
  get tilesInFlight(): 1 | 2 {
    return this.backend.webgpu === null ? 1 : 2;
  }

  get tileBudget(): TileBudget {
    const { report, webgpu } = this.backend;
    if (webgpu === null) return tileBudget(report.name, null);
    const { maxBufferSize, maxStorageBufferBindingSize } = webgpu.device.limits;
    return tileBudget(report.name, {
      isSoftware: webgpu.isSoftwareAdapter,
      maxBufferBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize),
    });
  }

  /** Bytes that stay on the GPU between tiles: weights and constants. 0 off WebGPU. */
  get residentBytes(): number {
    return gpuBytesInUse() ?? 0;
  }

  /**
   * Restores one tile and reads it back; see `TileForward`. On WebGPU the last step to what is shown
   * is taken there too.
   */
  async forward(selection: Selection, input: tf.Tensor4D, frame: Frame): Promise<TileOutput> {
    const [, rows, columns] = input.shape;
    const { scale } = selection.head;
    const [height, width] = [rows * scale, columns * scale];
    const output = () => this.output(selection, input);
    if (this.backend.webgpu === null || !isWorthFraming(width, height, frame)) {
      return await this.guard.read(output);
    }
    const words = await this.guard.read<Int32Array<ArrayBuffer>>(() =>
      framedPixels(output(), frame),
    );
    return framedTile(words, width, height, frame);
  }

  /** What a selection makes of a tile, `[1,s·H,s·W,3]`. */
  output(
    { network, headName, parameters }: Selection,
    input: tf.Tensor4D,
    constants = this.constants,
  ): tf.Tensor4D {
    return withPrecision(precisionFor(network, this.precision), () =>
      network.forward(input, headName, parameters, constants),
    );
  }

  /** `forward` of what is not a tensor yet. */
  async forwardValues(
    selection: Selection,
    { values, rows, columns }: TileValues,
  ): Promise<TileOutput> {
    const input = tf.tensor4d(values, [1, rows, columns, 3]);
    try {
      return await this.forward(selection, input, noFrame);
    } finally {
      input.dispose();
    }
  }

  /**
   * Makes room for tiles of this shape: buffers and constants of another one are of no more use, and
   * those of another route may be given back where both would not fit the budget.
   */
  makeRoom(shape: string, route: string, neededBytes: number, memoryBudget: number): void {
    const isCrowded = route !== this.lastRoute && (gpuBytes() ?? 0) + neededBytes > memoryBudget;
    if (shape !== this.lastShape || isCrowded) this.trim();
    this.lastShape = shape;
    this.lastRoute = route;
  }

  /** Gives back everything but the weights. */
  trim(): void {
    this.constants.clear();
    trimBufferPool();
    this.lastShape = '';
    this.lastRoute = '';
  }

  release(): void {
    this.tileWorkers?.release();
    this.constants.clear();
    this.guard.release();
  }
}

function tileWorkersHere(): number {
  const { hardwareConcurrency, deviceMemory } = navigator as Navigator & {
    readonly deviceMemory?: number;
  };
  return tileWorkerCount(hardwareConcurrency, deviceMemory);
}
