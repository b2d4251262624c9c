import type { Engine } from '../../engine/engine';
import type { BatchFolder } from '../../storage/batchFolder';
import type { AppliedRow } from '../adapters/mixes';
import type { PictureAddresses } from '../photo/preview';
import type { Playground } from '../playground/playground';
import type { ResultFolder } from './resultFolder';

export type BatchItemState = 'waiting' | 'running' | 'done' | 'failed';

/** A photo in the queue. */
export interface BatchItem {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly state: BatchItemState;
  /** 0 … 1 of a running one. */
  readonly progress: number;
  /** Address of a small picture; null until it is there, or where there is none. */
  readonly thumbnail: string | null;
  /** Why it failed, and what to do. */
  readonly problem: string | null;
  readonly result: BatchResult | null;
}

export interface BatchResult {
  readonly name: string;
  readonly bytes: number;
  /** Null where it went to a folder. */
  readonly file: Blob | null;
}

export interface BatchFacts {
  readonly items: readonly BatchItem[];
  /** Photos are taken from the queue. */
  readonly isRunning: boolean;
  /** Estimated while it runs; null before that can be told. */
  readonly secondsLeft: number | null;
  /**
   * What the whole batch is restored with; null is what is chosen on the rail, until the batch
   * starts.
   */
  readonly chosen: AppliedRow | null;
  readonly template: string;
  /** Where results go; null keeps them for a ZIP. */
  readonly folder: ResultFolder | null;
  readonly zipping: boolean;
  /** What concerns no single photo. */
  readonly problem: string | null;
}

export interface BatchActions {
  add(files: readonly File[]): void;
  /** Also stops it where it is running, and forgets its result. */
  remove(id: number): void;
  /** A failed one goes back into the queue. */
  retry(id: number): void;
  start(): Promise<void>;
  /** The photo under way stops after the tile it is at, and goes back into the queue. */
  pause(): void;
  choose(applied: AppliedRow): void;
  setTemplate(template: string): void;
  setFolder(folder: ResultFolder | null): void;
  /** One ZIP of all results that went to no folder; null when it failed. */
  zip(): Promise<Blob | null>;
}

export type BatchState = BatchFacts & BatchActions;

/** What a batch works with; tests bring their own. */
export interface BatchDependencies {
  readonly engine: Pick<Engine, 'glance' | 'openPhoto' | 'releasePhoto' | 'restore' | 'encode'>;
  readonly playground: Playground;
  readonly results: Pick<BatchFolder, 'put' | 'remove' | 'zip'>;
  readonly addresses: PictureAddresses;
}
