import type { DegradationStep } from '../files/adapter';
import type { AdapterKind } from '../files/adapterKind';
import type { Rectangle } from '../imaging/rgbaImage';
import { type Precision, precisions } from '../kernels/halves/precision';
import type { TileReason } from './tiling/tilePlan';

export { type Precision, precisions, type TileReason };

/** In order of preference. */
export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** What the computation really runs on, and why nothing better was taken. */
export interface BackendReport {
  readonly name: BackendName;
  /** GPU as the browser names it ("nvidia ampere"), "4 threads" for WASM; `''` when unknown. */
  readonly device: string;
  /** True for a WebGPU adapter that computes on the processor (SwiftShader, WARP). */
  readonly isSoftwareAdapter: boolean;
  /** Backends that come first but were not taken, each with a sentence for the person. */
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
  /** What weights and what passes between layers are stored in; computed with are 32 bits always. */
  readonly precision: Precision;
  /** Why not in 16 bits although they might be expected, in a sentence. */
  readonly precisionReason: string | null;
}

export interface EngineOptions {
  /** Take this backend or fail; left out: the first that works in the order of `backendNames`. */
  readonly backend?: BackendName;
  /** Left out: 16 bits on a GPU that has them and computes the same with them. */
  readonly precision?: Precision;
}

/** `head` keys of the backbone's config: which head and tail a restoration runs through. */
export type HeadName = string;

export interface BackboneSummary {
  readonly id: string;
  readonly sha256: string;
  readonly parameters: number;
  readonly heads: readonly { readonly name: HeadName; readonly scale: number }[];
}

/** The two files of a backbone's folder. */
export interface BackboneFiles {
  /** `config.json` */
  readonly config: Blob;
  /** `model.safetensors` */
  readonly model: Blob;
}

/** The address of a backbone's folder, or its files. */
export type BackboneSource = string | BackboneFiles;

export interface AdapterSummary {
  /** Unique among the loaded adapters; `Choice` and `unloadAdapter` take it. */
  readonly id: string;
  readonly name: string;
  /** `denoise`, `deblur`, `super-resolution`, … */
  readonly task: string;
  readonly head: HeadName;
  readonly scale: number;
  readonly kind: AdapterKind;
  /** What it was trained for, or mixed from, in words: "Gaussian noise σ 25". */
  readonly trainedFor: string;
  /** The same as steps, in order. */
  readonly degradation: readonly DegradationStep[];
  /** PSNR (RGB, dB) before and after on the author's own test set, where the file says so. */
  readonly reached: {
    readonly set: string;
    readonly input: number;
    readonly adapter: number;
  } | null;
  readonly licence: string;
  readonly parameters: number;
  readonly bytes: number;
}

/** What to restore with: a loaded adapter, or the backbone alone through one of its heads. */
export type Choice =
  | {
      readonly kind: 'adapter';
      readonly id: string;
      /**
       * 0, the backbone alone, to 1, the adapter as it is (the default), and beyond. It scales what
       * every block adds; modules of the backbone that the adapter carries are interpolated between
       * the backbone's weights and its own, and extrapolated above 1. The picture is not linear in it.
       */
      readonly strength?: number;
    }
  | { readonly kind: 'mix'; readonly parts: readonly MixPart[] }
  | { readonly kind: 'backbone'; readonly head: HeadName };

/**
 * A loaded adapter in a mix. The parts have one head, and kinds that one adapter can hold together
 * (`kindOfMix`); in every block each adds what it adds alone, times its strength.
 */
export interface MixPart {
  readonly id: string;
  /** As of an adapter alone. */
  readonly strength: number;
}

export interface SwapReport {
  /** Milliseconds from the call until the engine is ready to restore with the choice. */
  readonly milliseconds: number;
  /** As tfjs counts: 32 bits for each number, also where the device stores 16. */
  readonly bytesUploaded: number;
}

/** A finished part of the result, in result pixels; later ones may refine its overlap. */
export interface RestoredTile extends Rectangle {
  /** RGBA of this rectangle, straight alpha. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface RestoreProgress {
  readonly tilesDone: number;
  readonly tiles: number;
  /** Estimated from the tiles done so far; null before the first. */
  readonly secondsLeft: number | null;
}

/** A photo whose pixels the engine keeps until it is released. */
export interface PhotoHandle {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  /** As of `RgbaImage`. */
  readonly colorSpace?: 'display-p3';
}

export interface RestoreRequest {
  readonly photo: PhotoHandle;
  /** For this restoration alone, in place of what is selected. */
  readonly choice?: Choice;
  /** What is on screen, in input pixels: its tiles come first. */
  readonly focus?: Rectangle;
  /** Aborting rejects at once with an `AbortError`; the worker stops after the current tile. */
  readonly signal?: AbortSignal;
  /** Called once, before the first tile, with the result's size. */
  readonly onStart?: (size: { readonly width: number; readonly height: number }) => void;
  readonly onTile?: (tile: RestoredTile) => void;
  readonly onProgress?: (progress: RestoreProgress) => void;
}

export interface RestoreReport {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly seconds: number;
  readonly tiles: number;
  /** Side lengths of one tile in input pixels. */
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly tileReason: TileReason;
  /** Most bytes in GPU buffers during the job, weights and pooled ones included; null off WebGPU. */
  readonly gpuBytes: number | null;
  /** The backend this very job ran on, and what it stored numbers in. */
  readonly backend: BackendName;
  /** Processor cores that restored tiles side by side; null where they ran one after the other. */
  readonly cores: number | null;
  readonly precision: Precision;
}

export interface WarmUpReport {
  readonly milliseconds: number;
  /** Compiled ahead; 0 where all were there, or none are needed. */
  readonly pipelines: number;
  /**
   * Side of the largest square, in input pixels, that `livePreview` restores fast enough to follow a
   * slider; null where none is.
   */
  readonly livePreviewSide: number | null;
}

export interface MemoryReport {
  readonly tensors: number;
  /** As `SwapReport.bytesUploaded`. */
  readonly tensorBytes: number;
  /** Bytes in GPU buffers, pooled ones included; null off the GPU. */
  readonly gpuBytes: number | null;
}
