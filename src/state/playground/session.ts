import type { EngineError } from '../../engine/errors';
import type { AppliedRow, Mixes } from '../adapters/mixes';
import type { Offer, Wish } from '../adapters/offers';
import type { PictureKey } from '../comparing/sides';
import type { PhotoFacts, PlaygroundFacts } from './playgroundState';

/** A restoration in progress. */
export interface Restoration {
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
  run: Restoration | null;
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
        /** What was chosen, as it was applied. */
        readonly chosen: AppliedRow | null;
        /** What was under way goes on when it is back. */
        readonly wasRestoring: boolean;
      })
    | null;
  /** What the engine has selected. */
  selected: AppliedRow | null;
  /** The engine is asked for one selection after another. */
  selecting: Promise<void>;
  /** Ends when all that is compared has been measured. */
  measuring: Promise<void>;
  mixesAsked: number;
  /** Of the last warm-up; null before it, and where the device is too slow. */
  livePreviewSide: number | null;
  /** The last one asked for, until it has been shown. */
  wantedLivePreview: Offer | null;
  /** One could not be drawn: there will be no more. */
  livePreviewsFailed: boolean;
  /** Ends the estimating of the photo on screen. */
  estimating: AbortController | null;
  /** Warm-ups that the engine was asked for and has not done. */
  warmUps: number;
  /** What a sample asks for before the adapters are loaded. */
  wish: Wish | null;
  /** Of every adapter, by its id. */
  readonly files: Map<string, Blob>;
  /** Of the person's own adapters, by their ids. */
  readonly storedIds: Map<string, string>;
  deleted: Deleted | null;
}

/** All that it takes to bring a deleted adapter back to where it was. */
export interface Deleted {
  readonly file: Blob;
  readonly storedId: string;
  /** Among the adapters. */
  readonly place: number;
  readonly wasChosen: boolean;
  /** The one it had. */
  readonly id: string;
  /** As they were before. */
  readonly mixes: Mixes;
}

export function newSession(): Session {
  return {
    starting: Promise.resolve(),
    run: null,
    runsStarted: 0,
    photosOpened: 0,
    previous: null,
    original: null,
    selected: null,
    selecting: Promise.resolve(),
    measuring: Promise.resolve(),
    mixesAsked: 0,
    livePreviewSide: null,
    wantedLivePreview: null,
    livePreviewsFailed: false,
    estimating: null,
    warmUps: 0,
    wish: null,
    files: new Map(),
    storedIds: new Map(),
    deleted: null,
  };
}
