import type { EngineError } from '../engine/errors';
import type {
  AdapterSummary,
  BackboneFiles,
  BackboneSummary,
  BackendName,
  BackendReport,
  Engine,
  Precision,
  RestoreProgress,
  RestoreReport,
  SwapReport,
} from '../engine/protocol';
import type { EncodedPhoto } from '../imaging/encodePhoto';
import type { PhotoEstimates } from '../imaging/estimation/photoEstimates';
import type { ColorSpace, Rectangle, RgbaImage } from '../imaging/rgbaImage';
import type { ShelvedAdapter } from '../storage/adapterShelf';
import type { ShelfEntry } from '../storage/shelfId';
import type { Blend, Blends } from './blends';
import type { Offer, Wish } from './choices';
import { type ComparingFacts, nothingCompared } from './comparing';
import type { DegradedVersion } from './degradedPhoto';
import type { Meter } from './measuring/meter';
import type { Models } from './modelCatalogue';
import type { Notice } from './notice';
import type { Pictures } from './pictures';
import type { Sample } from './samples';
import {
  defaultSettings,
  type MemoryBudget,
  type OutputSettings,
  type SettingsShelf,
} from './settings';
import type { PictureKey, Side } from './sides';
import type { Estimator } from './suggesting/estimator';

/** Where the start has got to; `failed` can be tried again from the step that failed. */
export type EnginePhase = 'starting' | 'backbone' | 'adapters' | 'ready' | 'failed';

/** An own adapter that was made for another backbone than the loaded one. */
export interface RestingAdapter {
  /** Unlike that of any loaded one. */
  readonly id: string;
  readonly name: string;
  readonly backbone: string;
  readonly backboneSha256: string;
}

export interface PhotoFacts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** sRGB until its pixels are there. */
  readonly colorSpace: ColorSpace;
}

export interface RunFacts {
  readonly offer: Offer;
  /** Null until the engine has planned its tiles. */
  readonly progress: RestoreProgress | null;
}

export interface ResultFacts {
  readonly offer: Offer;
  readonly report: RestoreReport;
}

/** Everything the screen says; ids and facts only, pixels are in `Pictures`. */
export interface PlaygroundFacts {
  readonly phase: EnginePhase;
  readonly backend: BackendReport | null;
  readonly backbone: BackboneSummary | null;
  /** Shelf id of the own backbone that is to be loaded, or is; null for the shipped one. */
  readonly chosenBackbone: string | null;
  readonly adapters: readonly AdapterSummary[];
  /** The person's own that another backbone than the loaded one takes. */
  readonly resting: readonly RestingAdapter[];
  /** Ids of those that the person brought or tuned, resting or not: only these can be changed. */
  readonly own: readonly string[];
  /** The adapter that was deleted last and can be brought back. */
  readonly deleted: { readonly name: string } | null;
  /** Id of the adapter whose card is open. */
  readonly shownCard: string | null;
  /** How many adapters the start loads; 0 until known. */
  readonly adaptersExpected: number;
  readonly offers: readonly Offer[];
  /** Key of the chosen row of the rail; how it is applied stands in `blends`. */
  readonly chosen: string | null;
  readonly blends: Blends;
  /** A blend is being made an adapter, which waits for the restoration under way. */
  readonly savingBlend: boolean;
  readonly swap: SwapReport | null;
  /** What is chosen is being compiled and measured; a photo may come meanwhile. */
  readonly warming: boolean;
  readonly memoryBudget: MemoryBudget;
  /** A photo is being read. */
  readonly opening: boolean;
  readonly photo: PhotoFacts | null;
  /** The photo as it was opened, while a degraded version of it is in its place. */
  readonly original: PhotoFacts | null;
  /** What is wrong with the photo; null until that is estimated, and where it cannot be. */
  readonly estimates: PhotoEstimates | null;
  readonly estimating: boolean;
  readonly run: RunFacts | null;
  /** The last run of this photo ended in an error. */
  readonly runFailed: boolean;
  readonly result: ResultFacts | null;
  readonly comparing: ComparingFacts;
  readonly output: OutputSettings;
  /** The person has moved the line between two pictures before. */
  readonly knowsSplit: boolean;
  readonly saving: boolean;
  readonly notice: Notice | null;
}

/** A file for the person's downloads. */
export interface SavedFile {
  readonly blob: Blob;
  readonly fileName: string;
}

export interface SavedPicture extends SavedFile, EncodedPhoto {}

export interface PlaygroundActions {
  /** Starts the engine and loads the models; called again it goes on from where it failed. */
  begin(): Promise<void>;
  /** A fresh device after the engine has failed, and the failed run once more. */
  restart(): Promise<void>;
  openPhoto(file: File): Promise<void>;
  openSample(id: string): Promise<void>;
  /** Puts a degraded version in the photo's place, with the photo as its reference. */
  showDegraded(version: DegradedVersion): void;
  /** The photo itself again, as it was left. */
  showOriginal(): Promise<void>;
  importAdapter(file: File): Promise<void>;
  /** Takes a loaded adapter into the list, keeps it for the next visit, and chooses it. */
  adoptAdapter(adapter: AdapterSummary, file: Blob): Promise<void>;
  /** Of an own adapter; an empty name changes nothing. */
  renameAdapter(id: string, name: string): Promise<void>;
  /** A copy under another name, right after the original, the person's own. */
  duplicateAdapter(id: string, name: string): Promise<void>;
  /** Of an own adapter; `undoDelete` brings the last one back, until `forgetDeleted`. */
  deleteAdapter(id: string): Promise<void>;
  undoDelete(): Promise<void>;
  forgetDeleted(): void;
  adapterFile(id: string): SavedFile | null;
  /** Since when, and how come, an own adapter is kept; null for a shipped one. */
  adapterEntry(id: string): ShelfEntry | null;
  /**
   * Loads another backbone and its adapters; the photo is restored with it after that.
   *
   * @param id null: the shipped one.
   * @param isWanted says which of its offers is chosen; left out: what mends the same thing.
   */
  chooseBackbone(id: string | null, isWanted?: (offer: Offer) => boolean): Promise<void>;
  /** Opens an adapter's card; null closes it. */
  showCard(id: string | null): void;
  /**
   * Chooses a row of the rail as it was applied last. A result that is still kept is back at once;
   * anything else is restored.
   */
  choose(row: string): Promise<void>;
  /** Applies the chosen adapter so: a kept result at once, another restoration after a moment. */
  blend(blend: Blend): Promise<void>;
  /** Makes what is chosen, as it is applied, an adapter of the person's own, and chooses that. */
  saveBlend(name: string): Promise<void>;
  /** Restores the photo with what is chosen; a run in progress is cancelled first. */
  restore(): Promise<void>;
  cancel(): void;
  /** Puts a picture on a side; an offer without a result is restored. */
  compare(side: Side, key: PictureKey): Promise<void>;
  /** Takes a picture as the truth that the photo's results are measured against. */
  openReference(file: File): Promise<void>;
  removeReference(): void;
  /**
   * The result as it would be saved with these settings; null when there is none. Rejects with an
   * `AbortError` when others, or another result, made it needless.
   */
  prepareResult(output: OutputSettings): Promise<SavedPicture | null>;
  /** The same to be saved now; null also when encoding failed (then there is a notice). */
  encodeResult(): Promise<SavedPicture | null>;
  /** Ends the encoding that `encodeResult` waits for: it gives null then, without a notice. */
  cancelSaving(): void;
  /** For the clipboard: whatever is set, without metadata; null when there is no result. */
  resultAsPng(): Promise<Blob | null>;
  /** Holds from the next restoration on, and on the next visit. */
  setMemoryBudget(bytes: MemoryBudget): Promise<void>;
  /** Holds from the next saved picture on, and on the next visit. */
  setOutput(output: OutputSettings): void;
  dismissNotice(): void;
  /** The line between two pictures was moved: nobody need be told any more that it can be. */
  learnSplit(): void;
}

export type PlaygroundState = PlaygroundFacts & PlaygroundActions;

/** What the playground works with; tests bring their own. */
export interface Surroundings {
  readonly engine: Engine;
  readonly models: Models;
  readonly pictures: Pictures;
  readonly samples: readonly Sample[];
  /** Decodes in the page, for the eye; the engine decodes for restoring. */
  readonly preview: (source: Blob | RgbaImage) => Promise<ImageBitmap>;
  /** The part of the picture on screen as fractions of its sides; null before the first layout. */
  readonly visible: () => Rectangle | null;
  readonly backend: BackendName | null;
  readonly precision: Precision | null;
  readonly settings: SettingsShelf;
  readonly shelf: OwnShelf;
  readonly backbones: OwnBackbones;
  readonly meter: Meter;
  readonly estimator: Estimator;
}

/** Where a person's own adapters stay from visit to visit. */
export interface OwnShelf {
  /** Oldest first. */
  list(): Promise<readonly ShelvedAdapter[]>;
  put(id: string, file: Blob): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Where a person's own backbones stay from visit to visit. */
export interface OwnBackbones {
  /** Null where there is none of that id. */
  read(id: string): Promise<BackboneFiles | null>;
}

/** A restoration in progress. */
export interface Run {
  readonly id: number;
  readonly abort: AbortController;
  /** What is on B until the first pixels come: the same adapter, applied otherwise. */
  readonly beneath: PictureKey | null;
  /** Why the page itself aborted it. */
  failure: EngineError | null;
}

/** What the actions share besides the state: nothing on screen depends on it. */
export interface Session {
  /** Ends with the start in progress, however it ends. */
  starting: Promise<void>;
  /** The run whose tiles and results count. */
  run: Run | null;
  runsStarted: number;
  photosOpened: number;
  /** Facts of the photo before the one being decoded. */
  previous: Pick<
    PlaygroundFacts,
    'photo' | 'estimates' | 'result' | 'runFailed' | 'comparing'
  > | null;
  /** Facts of the photo that a degraded version is in the place of. */
  original:
    | (Pick<PlaygroundFacts, 'estimates' | 'result' | 'runFailed' | 'comparing'> & {
        readonly photo: PhotoFacts;
        /** Key of what was chosen, as it was applied. */
        readonly chosen: string | null;
        /** What was under way goes on when it is back. */
        readonly wasRestoring: boolean;
      })
    | null;
  /** Key of what the engine has selected, as it is applied. */
  selected: string | null;
  /** The engine is asked for one selection after another. */
  selecting: Promise<void>;
  /** Ends when all that is compared has been measured. */
  measuring: Promise<void>;
  blendsAsked: number;
  /** Ends the estimating of the photo on screen. */
  estimating: AbortController | null;
  /** Warm-ups that the engine was asked for and has not done. */
  warmUps: number;
  /** What a sample asks for before the adapters are loaded. */
  wish: Wish | null;
  /** Of every adapter, by its id. */
  readonly files: Map<string, Blob>;
  /** Of the person's own adapters, by their ids. */
  readonly shelfIds: Map<string, string>;
  deleted: Deleted | null;
}

/** All that it takes to bring a deleted adapter back to where it was. */
export interface Deleted {
  readonly file: Blob;
  readonly shelfId: string;
  /** Among the adapters. */
  readonly place: number;
  readonly wasChosen: boolean;
  /** The one it had. */
  readonly id: string;
  /** As they were before. */
  readonly blends: Blends;
}

export interface Context extends Surroundings {
  readonly session: Session;
  readonly get: () => PlaygroundState;
  readonly set: (facts: Partial<PlaygroundFacts>) => void;
}

export const initialFacts: PlaygroundFacts = {
  phase: 'starting',
  backend: null,
  backbone: null,
  adapters: [],
  resting: [],
  own: [],
  deleted: null,
  shownCard: null,
  adaptersExpected: 0,
  offers: [],
  chosen: null,
  blends: {},
  savingBlend: false,
  swap: null,
  warming: false,
  memoryBudget: defaultSettings.memoryBudget,
  output: defaultSettings.output,
  knowsSplit: defaultSettings.knowsSplit,
  chosenBackbone: defaultSettings.chosenBackbone,
  opening: false,
  photo: null,
  original: null,
  estimates: null,
  estimating: false,
  run: null,
  runFailed: false,
  result: null,
  comparing: nothingCompared,
  saving: false,
  notice: null,
};

export type ScreenState = 'starting' | 'idle' | 'ready' | 'restoring' | 'done' | 'failed';

/** The state of the screen in one word. */
export function screenState(facts: PlaygroundFacts): ScreenState {
  if (facts.run !== null) return 'restoring';
  if (facts.phase === 'failed' || facts.runFailed) return 'failed';
  if (facts.phase !== 'ready') return 'starting';
  if (facts.result !== null) return 'done';
  return facts.photo === null ? 'idle' : 'ready';
}
