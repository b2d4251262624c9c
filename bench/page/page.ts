import type { BackendName } from '../../src/engine/protocol';
import { countFlop } from '../counting/flop';
import { GpuCounter, type GpuCounts } from '../counting/gpuCounter';
import { type Minimum, minimum } from '../counting/minimum';
import type { Contender, ContenderSpec, NetworkSpec, OnnxSpec, TrainingSpec } from './contender';
import { openCopy } from './copy';
import { EngineBench, type Swap, type Throughput } from './engine';
import { kernelNames, openKernel, uncoveredKernels } from './kernelCases';
import { type KernelTime, kernelTimes } from './kernelTimes';
import { type ModelAddress, modelOn } from './model';
import { openNetwork } from './network';
import { openOnnx, sessionMilliseconds } from './onnx';
import { openTraining, type StepMemory, trainingMemory } from './training';

/** What the figures were measured with. */
export interface Environment {
  readonly adapter: string;
  readonly isSoftwareAdapter: boolean;
  readonly browser: string;
  readonly cores: number;
  readonly isCrossOriginIsolated: boolean;
}

/** Counts of one tile; operations in GFLOP, those of products alone. */
export interface TileCounts extends GpuCounts {
  readonly gflop: number;
}

/** What `npm run bench` calls in the page; everything it takes and gives is plain data. */
export interface Bench {
  /** null where the browser gives no WebGPU adapter. */
  environment(): Promise<Environment | null>;
  useModel(address: ModelAddress): void;
  /** Sets up; the number names it from then on. What computes first also compiles. */
  open(spec: ContenderSpec): Promise<number>;
  /** Repeats so that a run takes at least this long. */
  calibrate(id: number, milliseconds: number): Promise<void>;
  /** Milliseconds that computing once takes. */
  time(id: number): Promise<number>;
  /** The largest difference of two results. */
  difference(a: number, b: number): Promise<number>;
  count(id: number): Promise<GpuCounts>;
  close(id: number): void;
  tileCounts(spec: NetworkSpec): Promise<TileCounts>;
  minimum(side: number, hasAdapter: boolean): Promise<Minimum>;
  kernelNames(): readonly string[];
  /** This project's kernels that none of them runs. */
  uncoveredKernels(): Promise<string[]>;
  kernelTimes(spec: NetworkSpec | TrainingSpec): Promise<KernelTime[]>;
  sessionMilliseconds(spec: OnnxSpec): Promise<number>;
  openEngine(
    backend: BackendName,
    backboneUrl: string,
    adapterUrls: readonly string[],
  ): Promise<void>;
  closeEngine(): void;
  swap(round: number, side: number): Promise<Swap>;
  throughput(width: number, height: number): Promise<Throughput>;
  trainingMemory(backend: 'webgpu' | 'wasm', marks: readonly number[]): Promise<StepMemory[]>;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

interface Opened {
  readonly contender: Contender;
  repeats: number;
  /** Once it has been asked for. */
  result: Float32Array | null;
}

const counter = GpuCounter.install();
const opened = new Map<number, Opened>();
let idsGiven = 0;
let address: ModelAddress | null = null;
let engine: EngineBench | null = null;

window.bench = {
  environment: async () => {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return null;
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    return {
      adapter: [vendor, architecture, description].filter((word) => word !== '').join(' '),
      isSoftwareAdapter: isFallbackAdapter,
      browser: /Chrom\w+\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? navigator.userAgent,
      cores: navigator.hardwareConcurrency,
      isCrossOriginIsolated: crossOriginIsolated,
    };
  },
  useModel: (given) => {
    address = given;
  },
  open: async (spec) => {
    opened.set(++idsGiven, { contender: await openContender(spec), repeats: 1, result: null });
    return idsGiven;
  },
  calibrate: async (id, milliseconds) => {
    const subject = named(id);
    subject.repeats = 1;
    while (subject.repeats < 1024 && (await time(subject)) * subject.repeats < milliseconds) {
      subject.repeats *= 2;
    }
  },
  time: (id) => time(named(id)),
  difference: async (a, b) => {
    const [found, expected] = [await output(named(a)), await output(named(b))];
    if (found.length !== expected.length) throw new Error('The results differ in size.');
    return found.reduce((worst, value, i) => {
      const difference = Math.abs(value - (expected[i] ?? Number.NaN));
      return difference <= worst ? worst : difference;
    }, 0);
  },
  count: async (id) => {
    const { contender } = named(id);
    await contender.activate();
    await contender.settle();
    return await counter.during(async () => {
      await contender.compute();
      await contender.settle();
    });
  },
  close: (id) => {
    named(id).contender.dispose();
    opened.delete(id);
  },
  tileCounts: async (spec) => {
    const network = await openNetwork(spec, model());
    await network.activate();
    network.compute();
    await network.settle();
    const counts = await counter.during(async () => {
      network.compute();
      await network.settle();
    });
    const flop = countFlop(() => network.forward().dispose());
    network.dispose();
    return { ...counts, gflop: flop / 1e9 };
  },
  minimum: async (side, hasAdapter) => {
    const { backbone, adapter } = await modelOn('webgpu', model());
    const { config } = backbone.file;
    if (config.modelType !== 'edt') throw new Error('The minimum is that of an EDT.');
    const route = config.heads[adapter.summary.head];
    if (route === undefined) throw new Error('The backbone lacks the adapter’s head.');
    return minimum(config, route, side, hasAdapter ? adapter.summary.parameters : 0);
  },
  kernelNames: () => kernelNames,
  uncoveredKernels: () => uncoveredKernels(model()),
  kernelTimes: async (spec) => kernelTimes(await openContender(spec)),
  sessionMilliseconds,
  openEngine: async (backend, backboneUrl, adapterUrls) => {
    engine = await EngineBench.open(backend, backboneUrl, adapterUrls);
  },
  closeEngine: () => {
    engine?.dispose();
    engine = null;
  },
  swap: (round, side) => theEngine().swap(round, side),
  throughput: (width, height) => theEngine().throughput(width, height),
  trainingMemory: (backend, marks) => trainingMemory(backend, marks, model()),
};

function openContender(spec: ContenderSpec): Promise<Contender> {
  switch (spec.kind) {
    case 'network':
      return openNetwork(spec, model());
    case 'onnx':
      return openOnnx(spec);
    case 'kernel':
      return openKernel(spec, model());
    case 'training':
      return openTraining(spec, model());
    case 'copy':
      return openCopy(spec.bytes, model());
  }
}

async function time({ contender, repeats }: Opened): Promise<number> {
  await contender.activate();
  await contender.settle();
  const begun = performance.now();
  for (let i = 0; i < repeats; i++) await contender.compute();
  await contender.settle();
  return (performance.now() - begun) / repeats;
}

async function output(subject: Opened): Promise<Float32Array> {
  await subject.contender.activate();
  subject.result ??= await subject.contender.output();
  return subject.result;
}

function named(id: number): Opened {
  const found = opened.get(id);
  if (found === undefined) throw new Error(`No contender ${id} is open.`);
  return found;
}

function model(): ModelAddress {
  if (address === null) throw new Error('No model was named.');
  return address;
}

function theEngine(): EngineBench {
  if (engine === null) throw new Error('The engine is not open.');
  return engine;
}
