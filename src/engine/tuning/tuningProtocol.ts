import type { AdapterKind } from '../../files/adapterKind';
import type { Recipe } from '../../imaging/degradation/recipe';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { TuningSettings } from '../../tuning/tuningSettings';
import type { AdapterSummary, BackendName, HeadName } from '../protocol';

/** A photo as the person gave it; without its degraded version, the recipe makes one. */
export interface PhotoFiles {
  readonly name: string;
  readonly clean: Blob;
  readonly degraded: Blob | null;
}

export interface SkippedPhoto {
  readonly name: string;
  /** A sentence. */
  readonly reason: string;
}

/** What a run is told; what it does not say follows from the backbone and the device. */
export interface TuneOptions {
  readonly name: string;
  readonly photos: readonly PhotoFiles[];
  readonly recipe: Recipe;
  readonly settings: TuningSettings;
  /** Of a fresh adapter; left out: AdaptIR. */
  readonly kind?: AdapterKind;
  /** Width of a fresh adapter's branches or bottleneck, rank of a LoRA; `full` has none. */
  readonly hidden: number;
  /** A loaded adapter to go on from; null starts a fresh one. */
  readonly startFrom: string | null;
  /** Bytes of a checkpoint of this very run, to go on from. */
  readonly checkpoint: Uint8Array<ArrayBuffer> | null;
  /** Seconds between checkpoints; null makes none. */
  readonly checkpointEvery: number | null;
}

/** What is known before the first step. */
export interface TuningStart {
  readonly usedPhotos: number;
  readonly skipped: readonly SkippedPhoto[];
  /** Numbers that are trained or tracked, which is what the file will hold. */
  readonly parameters: number;
  readonly backend: BackendName;
  readonly settings: TuningSettings;
  /** Held-out PSNR (RGB, dB) of the degraded patches, and of where the run starts. */
  readonly inputPsnr: number;
  readonly startPsnr: number;
  /** Losses and validations of before a checkpoint. */
  readonly losses: readonly number[];
  readonly validations: readonly { readonly step: number; readonly psnr: number }[];
  /** The held-out patch that previews show, degraded and clean. */
  readonly shown: { readonly degraded: RgbaImage; readonly clean: RgbaImage };
}

export interface TuningEvent {
  /** Steps taken. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  readonly stepsPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly validation: { readonly step: number; readonly psnr: number } | null;
  /** Restored held-out patch, with each validation. */
  readonly preview: RgbaImage | null;
}

export interface TunedAdapter {
  /** Loaded already. */
  readonly summary: AdapterSummary;
  /** A `.safetensors` file under the published names. */
  readonly file: Blob;
  readonly steps: number;
  /** Held-out PSNR (RGB, dB); the adapter is the one of the best validation. */
  readonly inputPsnr: number;
  readonly startPsnr: number;
  readonly psnr: number;
  /** Where the run came off the road, why and what to change, in sentences; null otherwise. */
  readonly problem: string | null;
}

export interface TuningListener {
  start(start: TuningStart): void;
  progress(event: TuningEvent): void;
  checkpoint(bytes: Uint8Array<ArrayBuffer>): void;
}

export type TuningCommand = 'pause' | 'resume' | 'stop' | 'discard';

/** A run in the worker. */
export interface TuningHandle {
  /** The step under way is finished first, as with the others. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends the run and keeps what it reached. */
  stop(): Promise<void>;
  /** Ends the run; `finished` rejects with an `AbortError`. */
  discard(): Promise<void>;
  readonly finished: Promise<TunedAdapter>;
}

/** Sizes that suit a head on the running device. */
export interface TuningSizes {
  readonly patch: number;
  readonly batch: number;
  /** What `patch` must be a multiple of. */
  readonly patchMultiple: number;
  /** Of the kinds that the backbone takes. */
  readonly kinds: Readonly<Partial<Record<AdapterKind, KindSize>>>;
}

/** What a fresh adapter of one kind would train, at as many parameters as AdaptIR's. */
export interface KindSize {
  /** What `TuneOptions.hidden` should be: the widest that keeps within AdaptIR's parameters. */
  readonly hidden: number;
  /** Numbers that are trained, those of the modules it carries among them. */
  readonly parameters: number;
  /** Whether they, their gradients and the optimizer's moments fit the memory budget. */
  readonly fits: boolean;
}

/** The part of `Engine` that tunes. */
export interface TuningEngine {
  /** @param hidden width of AdaptIR that the other kinds are sized by; left out: the default. */
  tuningSizes(head: HeadName, hidden?: number): Promise<TuningSizes>;
  /**
   * Trains an adapter on the loaded backbone. Restorations meanwhile take their turn between steps.
   */
  tune(
    options: TuneOptions,
    listener: {
      readonly onStart?: (start: TuningStart) => void;
      readonly onProgress?: (event: TuningEvent) => void;
      readonly onCheckpoint?: (bytes: Uint8Array<ArrayBuffer>) => void;
    },
  ): TuningHandle;
}

/** Fewer would teach the photo rather than the damage. */
export const fewestPhotos = 2;
