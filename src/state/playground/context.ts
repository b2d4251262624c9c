import type { Engine } from '../../engine/engine';
import type { BackboneFiles, BackendName, Precision } from '../../engine/protocol';
import type { Rectangle, RgbaImage } from '../../imaging/rgbaImage';
import type { StoredAdapter } from '../../storage/adapterStore';
import type { Meter } from '../comparing/meter';
import type { Estimator } from '../photo/estimator';
import type { Pictures } from '../photo/pictures';
import type { Sample } from '../photo/samples';
import type { Models } from './modelCatalogue';
import type { PlaygroundFacts, PlaygroundState } from './playgroundState';
import type { Session } from './session';
import type { SettingsStore } from './settings';

/** What the actions of the store are made with. */
export interface Context extends Dependencies {
  readonly session: Session;
  readonly get: () => PlaygroundState;
  readonly set: (facts: Partial<PlaygroundFacts>) => void;
}

/** What the playground works with; tests bring their own. */
export interface Dependencies {
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
  readonly settings: SettingsStore;
  readonly adapterStore: OwnAdapterStore;
  readonly backbones: OwnBackbones;
  readonly meter: Meter;
  readonly estimator: Estimator;
}

/** Where a person's own adapters stay from visit to visit. */
export interface OwnAdapterStore {
  /** Oldest first. */
  list(): Promise<readonly StoredAdapter[]>;
  put(id: string, file: Blob): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Where a person's own backbones stay from visit to visit. */
export interface OwnBackbones {
  /** Null where there is none of that id. */
  read(id: string): Promise<BackboneFiles | null>;
}
