import { fetchBackbone } from '../../src/engine/backboneFolder';
import { type RunningBackend, startBackend } from '../../src/engine/backends/startBackend';
import type { Precision } from '../../src/engine/protocol';
import {
  type ResidentAdapter,
  type ResidentBackbone,
  residentAdapter,
  residentBackbone,
} from '../../src/engine/residents';
import { seededRandom } from '../../src/imaging/random';
import * as tf from '../../src/kernels/tf';
import { Constants } from '../../src/networks/constants';
import { Parameters } from '../../src/networks/parameters';

export type BenchBackend = 'webgpu' | 'wasm';

/** Where the weights are served. */
export interface ModelAddress {
  readonly backboneUrl: string;
  readonly adapterUrl: string;
}

/** The backbone and one adapter on one backend. */
export interface Model {
  readonly backend: RunningBackend;
  readonly backbone: ResidentBackbone;
  readonly adapter: ResidentAdapter;
  readonly constants: Constants;
}

const backends = new Map<BenchBackend, Promise<RunningBackend>>();
const models = new Map<string, Promise<Model>>();

/** The model on this backend, which is made the running one; its weights in this precision. */
export async function modelOn(
  name: BenchBackend,
  address: ModelAddress,
  precision: Precision = 'f32',
): Promise<Model> {
  const key = `${name} ${precision}`;
  let model = models.get(key);
  if (model === undefined) {
    model = load(name, address, precision);
    models.set(key, model);
  }
  const loaded = await model;
  await tf.setBackend(name);
  return loaded;
}

async function load(
  name: BenchBackend,
  address: ModelAddress,
  precision: Precision,
): Promise<Model> {
  const starting = backends.get(name) ?? startBackend(name);
  backends.set(name, starting);
  const backend = await starting;
  await tf.setBackend(name);
  const { config, model } = await fetchBackbone(address.backboneUrl);
  const backbone = await residentBackbone(config, model, precision);
  const response = await fetch(address.adapterUrl);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    backend,
    backbone,
    adapter: residentAdapter('adapter', bytes, backbone, precision),
    constants: new Constants(),
  };
}

export function parametersOf({ backbone, adapter }: Model, hasAdapter: boolean): Parameters {
  return new Parameters(hasAdapter ? [adapter.tensors, backbone.tensors] : [backbone.tensors]);
}

/** How tfjs's WebGPU backend sends what it has recorded; it does so by itself every 15 dispatches. */
interface Recording {
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Resolves when everything dispatched so far has been computed; off the GPU it has been. */
export async function settled({ backend }: Model): Promise<void> {
  if (backend.webgpu === null) return;
  const recording = tf.backend() as tf.KernelBackend & Recording;
  recording.ensureCommandEncoderReady();
  recording.endComputePassEncoder();
  recording.submitQueue();
  await backend.webgpu.device.queue.onSubmittedWorkDone();
  const [error] = backend.webgpu.takeErrors();
  if (error !== undefined) throw new Error(`The GPU reported: ${error.message}`);
}

/** The same for every contender: `[side,side,3]` in 0–1. */
export function pictureValues(side: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: side * side * 3 }, () => random.uniform());
}
