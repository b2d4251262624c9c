import type { Engine } from '../../engine/engine';
import type { BackboneFiles } from '../../engine/protocol';
import type { StoredBackbone } from '../../storage/backboneStore';
import type { SpaceUsed } from '../../storage/browserStorage';
import type { StoredEntry } from '../../storage/storedId';
import type { AdapterCardFacts } from '../adapters/adapterCard';
import type { Models } from '../playground/modelCatalogue';
import type { Playground } from '../playground/playground';
import type { SavedFile } from '../playground/playgroundActions';

/** A backbone that can be chosen. */
export interface LibraryBackbone {
  /** In the store; null for the shipped one. */
  readonly id: string | null;
  /** Null for the shipped one. */
  readonly entry: StoredEntry | null;
  readonly name: string;
  readonly sha256: string;
  readonly architecture: 'edt' | 'ipt';
  readonly parameters: number;
  /** Of both files. */
  readonly bytes: number;
  /** How much its heads enlarge, each once. */
  readonly scales: readonly number[];
  /** Null where its config does not say. */
  readonly licence: string | null;
}

export interface LibraryAdapter {
  readonly key: string;
  /** Among the playground's; null for a shipped one while another backbone is loaded. */
  readonly id: string | null;
  /** Null for a shipped one. */
  readonly entry: StoredEntry | null;
  readonly facts: AdapterCardFacts;
  readonly file: Blob;
}

/**
 * Whether the browser keeps its promises to itself: `unsupported` where it makes none, `refused`
 * where it was asked now and said no.
 */
export type Persistence = 'unsupported' | 'not-promised' | 'promised' | 'refused';

export interface LibraryFacts {
  /** The shipped one first, then own ones, oldest first. */
  readonly backbones: readonly LibraryBackbone[];
  readonly adapters: readonly LibraryAdapter[];
  /** All that there is has been read. */
  readonly isRead: boolean;
  /** A backbone is being checked and stored. */
  readonly isImporting: boolean;
  /** The backbone that was deleted last and can be brought back. */
  readonly deleted: { readonly name: string } | null;
  /** Null where the browser does not say. */
  readonly space: SpaceUsed | null;
  readonly persistence: Persistence;
}

export interface LibraryActions {
  /** Reads what there is, and how much space it takes. */
  refresh(): Promise<void>;
  /** Checks a backbone and keeps it; what is wrong with it becomes the notice. */
  importBackbone(files: BackboneFiles): Promise<void>;
  /** Of an own one; the loaded one first gives way to the shipped one. */
  deleteBackbone(id: string): Promise<void>;
  /**
   * Brings the backbone that was deleted last back.
   *
   * @param mayLoad false while a run or a batch needs the loaded one: it is only kept again then.
   */
  undoDelete(mayLoad: boolean): Promise<void>;
  forgetDeleted(): Promise<void>;
  /** As a ZIP of its folder; null where it cannot be read (then there is a notice). */
  backboneFile(backbone: LibraryBackbone): Promise<SavedFile | null>;
  /** Restores with an adapter, on its own backbone. */
  choose(adapter: LibraryAdapter): Promise<void>;
  /** Asks the browser to keep what is stored here. */
  askToPersist(): Promise<void>;
}

export type LibraryState = LibraryFacts & LibraryActions;

/** What the library works with; tests bring their own. */
export interface LibraryDependencies {
  readonly engine: Pick<Engine, 'checkBackbone'>;
  readonly playground: Playground;
  readonly models: Models;
  readonly adapters: Watched;
  readonly backbones: OwnBackboneStore;
  readonly storage: BrowserStorage;
}

/** The store of own adapters, which the playground writes to. */
export interface Watched {
  /** Hears of everything that was stored or removed. */
  subscribe(listener: () => void): void;
}

export interface OwnBackboneStore {
  /** Oldest first. */
  list(): Promise<readonly StoredBackbone[]>;
  read(id: string): Promise<StoredBackbone | null>;
  put(id: string, files: BackboneFiles): Promise<void>;
  setAside(id: string): Promise<void>;
  putBack(id: string, config: Blob): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface BrowserStorage {
  spaceUsed(): Promise<SpaceUsed | null>;
  isPersisted(): Promise<boolean | null>;
  askToPersist(): Promise<boolean>;
}
