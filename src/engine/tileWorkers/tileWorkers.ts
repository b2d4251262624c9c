import * as Comlink from 'comlink';
import type { Backbone } from '../../files/backbone';
import type * as tf from '../../kernels/tf';
import type { SelectedFiles, Selection } from '../selection';
import type { TileWorker, TileWorkerScript } from './tileWorker';

/** More would wait for memory rather than for cores. */
const mostWorkers = 8;
/** A worker's weights and activations take up to a few hundred megabytes. */
const workersForEachGigabyte = 2;
/** Where the browser does not say. */
const assumedGigabytes = 4;
/** Until workers end that nobody asks for anything: long enough to look at a result. */
const defaultIdleSeconds = 60;

/** How many workers suit a machine: one core is left to the page, where there are more than two. */
export function tileWorkerCount(cores: number, gigabytes: number = assumedGigabytes): number {
  const free = cores > 2 ? cores - 1 : cores;
  return Math.max(1, Math.min(free, mostWorkers, Math.floor(gigabytes * workersForEachGigabyte)));
}

/** Values of a tile, `[rows,columns,3]` in 0–1. */
export interface TileValues {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** A worker and what was sent to it. */
interface RunningWorker {
  readonly worker: Worker;
  readonly ready: Promise<Comlink.Remote<TileWorker>>;
  /** Rejects when the script cannot be loaded or dies. */
  readonly died: Promise<never>;
  files: SelectedFiles;
  /** Ends when it has their adapter. */
  selected: Promise<void>;
  /** Tiles sent and not back. */
  busy: number;
}

/**
 * Several processor cores restore the tiles of a photo side by side. tfjs's own threads, four at
 * most, share the work within one operation, and only on a page that is cross-origin isolated.
 */
export class TileWorkers {
  private running: RunningWorker[] = [];
  private backbone: Backbone | null = null;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly count: number,
    private readonly idleSeconds = defaultIdleSeconds,
  ) {}

  /**
   * Restores `[1,H,W,3]`; the input is read before the call returns. Workers start at their first
   * tile.
   *
   * @param alone restores it here, where a worker has died.
   */
  forward<Output>(
    selection: Selection,
    input: tf.Tensor4D,
    alone: (tile: TileValues) => Promise<Output>,
  ): Promise<Float32Array | Output> {
    const [, rows, columns] = input.shape;
    const tile = { values: input.dataSync() as Float32Array, rows, columns };
    return this.restored(selection, tile, alone);
  }

  /**
   * Starts the workers while nothing waits for them, and sends each a small tile: browsers make code
   * fast that has run. Does nothing where they run already.
   */
  warmUp(selection: Selection): void {
    if (this.backbone === selection.files.backbone) return;
    const side = selection.head.fixedSide ?? selection.head.sideMultiple;
    for (let i = 0; i < this.count; i++) {
      const values = new Float32Array(side * side * 3).fill(0.5);
      const tile = { values, rows: side, columns: side };
      // Whoever restores meets what goes wrong again.
      this.restored(selection, tile, async () => null).catch(() => undefined);
    }
  }

  /** Ends all workers and gives their memory back; the next tile starts them again. */
  release(): void {
    clearTimeout(this.idle);
    for (const { worker } of this.running) worker.terminate();
    this.running = [];
    this.backbone = null;
  }

  private async restored<Output>(
    { headName, files }: Selection,
    tile: TileValues,
    alone: (tile: TileValues) => Promise<Output>,
  ): Promise<Float32Array | Output> {
    const chosen = this.idlest(files.backbone);
    if (chosen === null) return await alone(tile);
    chosen.busy++;
    clearTimeout(this.idle);
    try {
      const worker = await Promise.race([withAdapter(chosen, files), chosen.died]);
      const { values, rows, columns } = tile;
      return await Promise.race([worker.forward(headName, values, rows, columns), chosen.died]);
    } catch (error) {
      if (!(error instanceof DeadWorkerError)) throw error;
      chosen.worker.terminate();
      this.running = this.running.filter((other) => other !== chosen);
      return await alone(tile);
    } finally {
      chosen.busy--;
      this.releaseWhenIdle();
    }
  }

  private releaseWhenIdle(): void {
    clearTimeout(this.idle);
    if (this.running.some(({ busy }) => busy > 0)) return;
    this.idle = setTimeout(() => this.release(), this.idleSeconds * 1000);
  }

  /** The worker with the least to do; null where all have died. */
  private idlest(backbone: Backbone): RunningWorker | null {
    if (this.backbone !== backbone) {
      this.release();
      this.backbone = backbone;
      this.running = Array.from({ length: this.count }, () => started(backbone));
    }
    return this.running.toSorted((a, b) => a.busy - b.busy)[0] ?? null;
  }
}

/** It cannot be worked with: the engine can do without. */
class DeadWorkerError extends Error {}

/** @throws DeadWorkerError where it did not start or has no room for the adapter. */
async function withAdapter(
  chosen: RunningWorker,
  files: SelectedFiles,
): Promise<Comlink.Remote<TileWorker>> {
  const { adapter, strength } = files;
  if (chosen.files.adapter !== adapter || chosen.files.strength !== strength) {
    chosen.files = files;
    chosen.selected = chosen.selected
      .then(() => chosen.ready)
      .then((worker) => worker.select(adapter, strength));
  }
  try {
    await chosen.selected;
    return await chosen.ready;
  } catch (error) {
    throw new DeadWorkerError(String(error));
  }
}

function started(backbone: Backbone): RunningWorker {
  const worker = new Worker(new URL('./tileWorkerScript.ts', import.meta.url), {
    type: 'module',
    name: 'tiles',
  });
  const died = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new DeadWorkerError(message)), {
      once: true,
    });
  });
  const ready = Comlink.wrap<TileWorkerScript>(worker).with(backbone) as Promise<
    Comlink.Remote<TileWorker>
  >;
  // Whoever sends a tile hears of them.
  died.catch(() => undefined);
  ready.catch(() => undefined);
  const files = { backbone, adapter: null, strength: 1 };
  return { worker, ready, died, files, selected: Promise.resolve(), busy: 0 };
}
