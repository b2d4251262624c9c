import type { AdapterSummary } from '../../engine/protocol';
import type { EncodedPhoto } from '../../imaging/encodePhoto';
import type { StoredEntry } from '../../storage/storedId';
import type { Mix } from '../adapters/mixes';
import type { Offer } from '../adapters/offers';
import type { PictureKey, Side } from '../comparing/sides';
import type { DegradedVersion } from '../photo/pictures';
import type { MemoryBudget, OutputSettings } from './settings';

/** A file for the person's downloads. */
export interface SavedFile {
  readonly blob: Blob;
  readonly fileName: string;
}

export interface SavedPicture extends SavedFile, EncodedPhoto {}

/** What the person can do. */
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
  adapterEntry(id: string): StoredEntry | null;
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
  setMix(mix: Mix): Promise<void>;
  /** Makes what is chosen, as it is applied, an adapter of the person's own, and chooses that. */
  saveMix(name: string): Promise<void>;
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
