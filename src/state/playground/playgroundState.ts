import type {
  AdapterSummary,
  BackboneSummary,
  BackendReport,
  RestoreProgress,
  SwapReport,
} from '../../engine/protocol';
import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import type { ColorSpace } from '../../imaging/rgbaImage';
import type { Mixes } from '../adapters/mixes';
import type { Offer } from '../adapters/offers';
import {
  type ComparingFacts,
  nothingCompared,
  type ResultFacts,
} from '../comparing/comparedPictures';
import type { Notice } from './notice';
import type { PlaygroundActions } from './playgroundActions';
import { defaultSettings, type MemoryBudget, type OutputSettings } from './settings';

/** Where the start has got to; `failed` can be tried again from the step that failed. */
export type EnginePhase = 'starting' | 'backbone' | 'adapters' | 'ready' | 'failed';

/** An own adapter that was made for another backbone than the loaded one. */
export interface IncompatibleAdapter {
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

export interface RestorationFacts {
  readonly offer: Offer;
  /** Null until the engine has planned its tiles. */
  readonly progress: RestoreProgress | null;
}

/** Everything the screen says; ids and facts only, pixels are in `Pictures`. */
export interface PlaygroundFacts {
  readonly phase: EnginePhase;
  readonly backend: BackendReport | null;
  readonly backbone: BackboneSummary | null;
  /** Stored id of the own backbone that is to be loaded, or is; null for the shipped one. */
  readonly chosenBackbone: string | null;
  readonly adapters: readonly AdapterSummary[];
  /** The person's own that another backbone than the loaded one takes. */
  readonly incompatible: readonly IncompatibleAdapter[];
  /** Ids of those that the person brought or tuned, incompatible or not: only these can be changed. */
  readonly own: readonly string[];
  /** The adapter that was deleted last and can be brought back. */
  readonly deleted: { readonly name: string } | null;
  /** Id of the adapter whose card is open. */
  readonly shownCard: string | null;
  /** How many adapters the start loads; 0 until known. */
  readonly adaptersExpected: number;
  readonly offers: readonly Offer[];
  /** Key of the chosen row of the rail; how it is applied stands in `mixes`. */
  readonly chosen: string | null;
  readonly mixes: Mixes;
  /** A mix is being made an adapter, which waits for the restoration under way. */
  readonly savingMix: boolean;
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
  readonly run: RestorationFacts | null;
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

export type PlaygroundState = PlaygroundFacts & PlaygroundActions;

export const initialFacts: PlaygroundFacts = {
  phase: 'starting',
  backend: null,
  backbone: null,
  adapters: [],
  incompatible: [],
  own: [],
  deleted: null,
  shownCard: null,
  adaptersExpected: 0,
  offers: [],
  chosen: null,
  mixes: {},
  savingMix: false,
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
