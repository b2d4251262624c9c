import * as Comlink from 'comlink';
import type { AdapterFile } from '../../files/adapter';
import type { Backbone } from '../../files/backbone';
import * as tf from '../../kernels/tf';
import { Constants } from '../../networks/constants';
import { type Network, networkOf } from '../../networks/network';
import { Parameters } from '../../networks/parameters';
import { DeviceGuard } from '../deviceGuard';
import { BackendUnavailableError } from '../errors';
import { adapterTensors, backboneTensors, type ResidentTensors } from '../residents';
import { keepEngineErrors } from '../rpc';

/** Restores tiles on a processor core of its own, in WebAssembly. */
export class TileWorker {
  private readonly guard = new DeviceGuard(null);
  private readonly constants = new Constants();
  private lastShape = '';

  private adapter: ResidentTensors = new Map();

  private constructor(
    readonly file: Backbone,
    readonly network: Network,
    readonly tensors: ResidentTensors,
  ) {}

  /** @throws BackendUnavailableError where WebAssembly does not start. */
  static async with(file: Backbone): Promise<TileWorker> {
    // One core, one thread: the other cores have workers too.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (!(await tf.setBackend('wasm'))) {
      throw new BackendUnavailableError('WebAssembly did not start.', 'Reload the page.');
    }
    const network = networkOf(file.config);
    return new TileWorker(file, network, backboneTensors(file, network));
  }

  /** @param adapter of the next tiles; null for the backbone alone. */
  select(adapter: AdapterFile | null, strength: number): void {
    tf.dispose([...this.adapter.values()]);
    this.adapter = new Map();
    if (adapter !== null) this.adapter = adapterTensors(adapter, this, 'f32', strength);
  }

  /**
   * @param values of a tile, `[rows,columns,3]` in 0–1.
   * @returns of its result, `[s·rows,s·columns,3]`.
   */
  async forward(
    head: string,
    values: Float32Array,
    rows: number,
    columns: number,
  ): Promise<Float32Array> {
    const shape = `${head} ${rows}×${columns}`;
    if (shape !== this.lastShape) this.constants.clear();
    this.lastShape = shape;
    const parameters = new Parameters([this.adapter, this.tensors]);
    const output = await this.guard.read(() => {
      const input = tf.tensor4d(values, [1, rows, columns, 3]);
      return this.network.forward(input, head, parameters, this.constants);
    });
    return Comlink.transfer(output, [output.buffer as ArrayBuffer]);
  }
}

/** What the script of a tile worker offers: a worker, once it is told with what to work. */
export interface TileWorkerScript {
  with(file: Backbone): Promise<TileWorker & Comlink.ProxyMarked>;
}

/** Makes this script answer. */
export function exposeTileWorker(): void {
  keepEngineErrors();
  const script: TileWorkerScript = {
    with: async (file) => Comlink.proxy(await TileWorker.with(file)),
  };
  Comlink.expose(script);
}
