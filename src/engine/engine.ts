import type { Recipe } from '../imaging/degradation/recipe';
import type { EncodedPhoto } from '../imaging/encodePhoto';
import type { PhotoGlance } from '../imaging/photoGlance';
import type { ColorSpace, Rectangle, RgbaImage } from '../imaging/rgbaImage';
import type { EncodeRequest } from './encoding/encoder';
import type {
  AdapterSummary,
  BackboneFiles,
  BackboneSource,
  BackboneSummary,
  BackendReport,
  Choice,
  EngineOptions,
  MemoryReport,
  MixPart,
  PhotoHandle,
  RestoreReport,
  RestoreRequest,
  SwapReport,
  WarmUpReport,
} from './protocol';
import type { TuningEngine } from './tuning/tuningProtocol';

/**
 * The interface between the page and the worker that owns the GPU. Every method rejects with one of
 * the classes in `errors.ts`; a method that rejects leaves what was loaded and selected as it was.
 */
export interface Engine extends TuningEngine, PhotoInspection {
  /** Resolves when a backend runs; rejects with `BackendUnavailableError` when none does. */
  start(options?: EngineOptions): Promise<BackendReport>;
  /**
   * Uploads a backbone, from an address `<url>/config.json` and `<url>/model.safetensors`. It takes
   * the place of the one before; the adapters of that one are gone.
   */
  loadBackbone(source: BackboneSource): Promise<BackboneSummary>;
  /** Reads a backbone and compares it with its config, without loading it. */
  checkBackbone(files: BackboneFiles): Promise<BackboneSummary>;
  /** Checks the file against the loaded backbone and uploads it. */
  loadAdapter(file: Blob): Promise<AdapterSummary>;
  unloadAdapter(id: string): Promise<void>;
  /**
   * The file of an adapter that restores what this mix restores. One part alone makes an adapter of
   * that strength.
   */
  mixedAdapter(parts: readonly MixPart[], name: string): Promise<Blob>;
  select(choice: Choice): Promise<SwapReport>;
  /**
   * Compiles and measures what the selection will need, so that its first restoration starts at
   * once; a restoration does it otherwise. At once where it was done before.
   */
  warmUp(): Promise<WarmUpReport>;
  /**
   * GPU memory in bytes that restorations may take from now on, weights included; null takes 512 MB,
   * or what the weights need and 256 MB. Without effect off WebGPU.
   */
  setMemoryBudget(bytes: number | null): Promise<void>;
  /** JPEG, PNG, WebP, AVIF, … to pixels, EXIF orientation applied. Rejects with `PhotoError`. */
  decode(photo: Blob, space?: ColorSpace): Promise<RgbaImage>;
  /** Decodes a photo and keeps its pixels until `releasePhoto`. Rejects with `PhotoError`. */
  openPhoto(photo: Blob): Promise<PhotoHandle>;
  /** Keeps pixels until `releasePhoto`; they are moved there, and no longer the caller's. */
  keepPhoto(image: RgbaImage): Promise<PhotoHandle>;
  /** A copy of a kept photo's pixels. Rejects with `PhotoGoneError`. */
  photoPixels(photo: PhotoHandle): Promise<RgbaImage>;
  /** What is estimated on: see `middleSample`. Rejects with `PhotoGoneError`. */
  photoSample(photo: PhotoHandle): Promise<RgbaImage>;
  /** A kept photo's pixels are no longer needed; a restoration under way is not disturbed. */
  releasePhoto(photo: PhotoHandle): Promise<void>;
  /** In a worker of its own. Rejects with `PhotoError`, or with the signal's reason at once. */
  encode(request: EncodeRequest): Promise<EncodedPhoto>;
  /** Rejects with `PhotoGoneError` where the photo is not kept. */
  restore(request: RestoreRequest): Promise<RestoreReport>;
  /**
   * Restores a part of a photo, no larger than `WarmUpReport.livePreviewSide`, as one tile, to be looked at
   * only: its pixels stay on the GPU. Where a restoration runs, after it.
   *
   * @param area in the photo's pixels.
   * @returns the result's colour, opaque; the caller closes it.
   */
  livePreview(photo: PhotoHandle, area: Rectangle, choice: Choice): Promise<ImageBitmap>;
  memory(): Promise<MemoryReport>;
  /** After `DeviceLostError`: a fresh device, everything loaded uploaded again, no reload. */
  restart(options?: EngineOptions): Promise<BackendReport>;
  /** Ends the worker. */
  dispose(): void;
}

/**
 * The part of `Engine` that looks at photos before anything is computed with them. It needs no
 * backend, and waits for nobody's turn.
 */
export interface PhotoInspection {
  /** Size and thumbnail. Rejects with `PhotoError` for what cannot be decoded. */
  glance(photo: Blob): Promise<PhotoGlance>;
  /** The middle of a photo, at most `side` pixels wide and high. Rejects with `PhotoError`. */
  middle(photo: Blob, side: number): Promise<RgbaImage>;
  /** What a recipe makes of a picture: the same seed, the same result. */
  degrade(clean: RgbaImage, recipe: Recipe, seed: number): Promise<RgbaImage>;
}
