import * as Comlink from 'comlink';
import type { Recipe } from '../imaging/degradation/recipe';
import type { PhotoGlance } from '../imaging/photoGlance';
import type { ColorSpace, Rectangle, RgbaImage } from '../imaging/rgbaImage';
import {
  deserializeEngineError,
  EngineError,
  type SerializedEngineError,
  serializeEngineError,
} from './errors';
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
  RestoredTile,
  RestoreProgress,
  RestoreReport,
  SwapReport,
  WarmUpReport,
} from './protocol';
import type {
  TunedAdapter,
  TuneOptions,
  TuningCommand,
  TuningListener,
  TuningSizes,
} from './tuning/tuningProtocol';

/** What a running restoration tells the page. */
export interface RestoreListener {
  start(size: { readonly width: number; readonly height: number }): void;
  tile(tile: RestoredTile): void;
  progress(progress: RestoreProgress): void;
}

/** The worker's half of `Engine`; jobs are named, since an `AbortSignal` cannot cross. */
export interface WorkerApi {
  start(options: EngineOptions): Promise<BackendReport>;
  restart(options: EngineOptions): Promise<BackendReport>;
  loadBackbone(source: BackboneSource): Promise<BackboneSummary>;
  checkBackbone(files: BackboneFiles): Promise<BackboneSummary>;
  loadAdapter(file: Blob): Promise<AdapterSummary>;
  unloadAdapter(id: string): Promise<void>;
  mixedAdapter(parts: readonly MixPart[], name: string): Promise<Blob>;
  select(choice: Choice): Promise<Pick<SwapReport, 'bytesUploaded'>>;
  warmUp(): Promise<WarmUpReport>;
  setMemoryBudget(bytes: number | null): Promise<void>;
  decode(photo: Blob, space?: ColorSpace): Promise<RgbaImage>;
  openPhoto(photo: Blob): Promise<PhotoHandle>;
  keepPhoto(image: RgbaImage): PhotoHandle;
  photoPixels(id: number): RgbaImage;
  photoSample(id: number): RgbaImage;
  releasePhoto(id: number): void;
  glance(photo: Blob): Promise<PhotoGlance>;
  middle(photo: Blob, side: number): Promise<RgbaImage>;
  degrade(clean: RgbaImage, recipe: Recipe, seed: number): Promise<RgbaImage>;
  restore(
    job: number,
    /** Id of a kept photo. */
    photo: number,
    focus: Rectangle | null,
    listener: RestoreListener,
    /** In place of the selection. */
    choice?: Choice,
  ): Promise<RestoreReport>;
  livePreview(photo: number, area: Rectangle, choice: Choice): Promise<ImageBitmap>;
  cancel(job: number): void;
  tuningSizes(head: string, hidden?: number): Promise<TuningSizes>;
  tune(job: number, options: TuneOptions, listener: TuningListener): Promise<TunedAdapter>;
  controlTuning(job: number, command: TuningCommand): void;
  memory(): Promise<MemoryReport>;
}

interface Thrown {
  readonly value: unknown;
}

/** Ours, or whatever Comlink makes of other errors. */
type SerializedThrow = { readonly engineError: SerializedEngineError } | object;

let areKept = false;

/**
 * Comlink alone would turn our errors into plain ones and lose their advice on the way. Once for
 * all engines of a page: Comlink's handlers are global. Workers that do without them are understood
 * all the same.
 */
export function keepEngineErrors(): void {
  if (areKept) return;
  areKept = true;
  const plain = Comlink.transferHandlers.get('throw');
  if (plain === undefined) throw new Error('Comlink has no handler for thrown errors.');
  Comlink.transferHandlers.set('throw', {
    canHandle: plain.canHandle as (value: unknown) => value is Thrown,
    serialize: (thrown: Thrown): [SerializedThrow, Transferable[]] => {
      if (thrown.value instanceof EngineError) {
        return [{ engineError: serializeEngineError(thrown.value) }, []];
      }
      return plain.serialize(thrown) as [SerializedThrow, Transferable[]];
    },
    deserialize: (serialized: SerializedThrow): never => {
      if ('engineError' in serialized) throw deserializeEngineError(serialized.engineError);
      return plain.deserialize(serialized) as never;
    },
  });
}
