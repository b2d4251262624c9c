import type { Precision } from '../../src/engine/protocol';

/** Something to be timed beside others. */
export interface Contender {
  /** Makes it the one that computes; not timed. */
  activate(): Promise<void>;
  /** Computes once, perhaps not yet to the end. */
  compute(): void | Promise<void>;
  /** Resolves when everything computed so far is done. */
  settle(): Promise<void>;
  /** Computes once and reads the result back. */
  output(): Promise<Float32Array>;
  dispose(): void;
}

/** A contender as the command names it; everything in it is plain data. */
export type ContenderSpec =
  | NetworkSpec
  | OnnxSpec
  | KernelSpec
  | TrainingSpec
  | { readonly kind: 'copy'; readonly bytes: number };

/** One tile through the network. */
export interface NetworkSpec {
  readonly kind: 'network';
  readonly backend: 'webgpu' | 'wasm';
  /** False: composed of tfjs's operations although fused kernels are there. */
  readonly isFused: boolean;
  /** With `isFused` false: every kernel is tfjs's own, also on a software adapter. */
  readonly isTfjsAlone?: boolean;
  readonly hasAdapter: boolean;
  /** Of weights and of what fused kernels give; left out: 32 bits. */
  readonly precision?: Precision;
  /** Of the tile, in pixels. */
  readonly side: number;
}

/** The same tile through ONNX Runtime Web. */
export interface OnnxSpec {
  readonly kind: 'onnx';
  readonly provider: 'webgpu' | 'wasm';
  readonly layout: 'NHWC' | 'NCHW';
  /** Whether the first run's commands are recorded and replayed. */
  readonly capturesGraph: boolean;
  readonly modelUrl: string;
  readonly side: number;
}

/** One fused kernel, or its composed twin, on the map that a tile of this side gives. */
export interface KernelSpec {
  readonly kind: 'kernel';
  readonly name: string;
  readonly isFused: boolean;
  readonly side: number;
}

/** A training step of the adapter with the modules it carries, or the forward pass of the same batch. */
export interface TrainingSpec {
  readonly kind: 'training';
  readonly backend: 'webgpu' | 'wasm';
  readonly isFused: boolean;
  readonly isStep: boolean;
  readonly batch: number;
  readonly side: number;
}
