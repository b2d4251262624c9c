import type { Engine } from '../../engine/engine';
import type { TuningHandle, TuningSizes, TuningStart } from '../../engine/tuning/tuningProtocol';
import type { PlainStep, Recipe } from '../../imaging/degradation/recipe';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { StoredBeginning, StoredRun } from '../../storage/tuningStore';
import type { IncomingFile } from '../photo/incomingFiles';
import type { PictureAddresses } from '../photo/preview';
import type { Notice } from '../playground/notice';
import type { Playground } from '../playground/playground';
import type { EditedRecipe, RecipeActions } from '../recipe/recipeEditing';
import type { PhotoRole, PickedPhoto } from './pairing';
import type { PhotoEntry, PhotoLooks, PhotoSource } from './photoEntries';
import type { RunSettings } from './runSettings';
import type { RunDescription } from './storedRun';

/** A crop of a photo, and what the recipe makes of it. */
export interface DamageView {
  readonly clean: RgbaImage;
  readonly degraded: RgbaImage;
}

/** Why a run cannot be started yet. */
export type Obstacle =
  | 'engine'
  | 'no-photos'
  | 'looking'
  | 'too-few'
  | 'no-recipe'
  | 'no-head'
  | 'too-large';

/** A run that was begun on an earlier visit. */
export interface UnfinishedRun {
  readonly name: string;
  /** Taken when it was stored last; 0 before its first checkpoint. */
  readonly hasCheckpoint: boolean;
  readonly steps: number;
  readonly photos: number;
}

export type RunPhase = 'preparing' | 'running' | 'paused' | 'ending' | 'interrupted';

/** A run as the screen shows it. */
export interface TuningRunFacts {
  readonly name: string;
  readonly recipe: Recipe;
  readonly phase: RunPhase;
  /** Null until the photos are decoded and measured. */
  readonly start: TuningStart | null;
  readonly step: number;
  readonly steps: number;
  /** `losses[i]` is that of step i + 1. */
  readonly losses: readonly number[];
  readonly validations: TuningStart['validations'];
  readonly stepsPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** The held-out patch as it is restored now. */
  readonly preview: RgbaImage | null;
  /** Said once, where the browser does not store the run. */
  readonly notSaved: string | null;
  /** Why it was interrupted. */
  readonly failure: Notice | null;
}

/** What the last run made. */
export interface Outcome {
  /** Id of the adapter on the list. */
  readonly adapter: string;
  readonly name: string;
  readonly psnr: number;
  /** A sentence where the run came off the road. */
  readonly problem: string | null;
  readonly run: TuningRunFacts;
}

/** What the person has set, and what comes of it. */
export interface SetupFacts {
  readonly source: PhotoSource;
  readonly picked: readonly PickedPhoto[];
  readonly looks: PhotoLooks;
  readonly recipe: EditedRecipe;
  /** Null: what `suggested` says. */
  readonly name: string | null;
  /** Id of the adapter to go on from; null starts a fresh one. */
  readonly startFrom: string | null;
  readonly settings: RunSettings;
  /** What suits the head on this device; null until the engine has said so. */
  readonly sizes: (TuningSizes & { readonly head: string; readonly forHidden: number }) | null;
}

/** What follows from the set-up. */
export interface DerivedFacts {
  readonly entries: readonly PhotoEntry[];
  readonly usable: readonly PhotoEntry[];
  /** How much the adapter will enlarge. */
  readonly scale: number;
  /** The backbone's head for that; null where it has none. */
  readonly head: string | null;
  /** A name for the adapter that none has yet. */
  readonly suggested: string;
  readonly obstacle: Obstacle | null;
}

export interface TuningFacts extends SetupFacts, DerivedFacts {
  readonly isOpen: boolean;
  /** Key of the entry that the damage is shown on; null: the first that can be. */
  readonly shownEntry: string | null;
  readonly damage: DamageView | null;
  readonly unfinished: UnfinishedRun | null;
  readonly run: TuningRunFacts | null;
  readonly outcome: Outcome | null;
  /** About what was asked for last. */
  readonly notice: Notice | null;
}

export interface TuningActions extends RecipeActions {
  open(): void;
  close(): void;
  addPhotos(photos: readonly IncomingFile[], role: PhotoRole | null): Promise<void>;
  removeEntry(key: string): void;
  removeAllPhotos(): void;
  setSource(source: PhotoSource): void;
  showDamageOn(key: string): void;
  /** Takes steps over from elsewhere, to be learnt from clean photos. */
  bringRecipe(steps: readonly PlainStep[]): void;
  setName(name: string): void;
  setStartFrom(adapter: string | null): void;
  change(settings: Partial<RunSettings>): void;
  /** Starts a run of what is set; without effect where there is an obstacle. */
  start(): Promise<void>;
  pause(): void;
  /** Goes on after a pause, an interruption, or from an earlier visit. */
  resume(): Promise<void>;
  /** Ends the run and keeps what it reached. */
  stop(): void;
  discard(): Promise<void>;
  /** Back from the outcome to the set-up. */
  setUpAnother(): void;
  /** Whether an earlier visit left a run unfinished. */
  lookForUnfinished(): Promise<void>;
  dismissNotice(): void;
}

export type TuningState = TuningFacts & TuningActions;

/** Where an unfinished run stays when the page goes. */
export interface RunStore {
  /** Makes it this page's own; false where another page has it. */
  claim(): Promise<boolean>;
  release(): void;
  begin(beginning: StoredBeginning): Promise<void>;
  saveCheckpoint(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  load(): Promise<StoredRun | null>;
  remove(): Promise<void>;
}

/** What tuning works with; tests bring their own. */
export interface TuningDependencies {
  readonly engine: Engine;
  readonly playground: Playground;
  readonly store: RunStore;
  /** An address for a picture, and its end. */
  readonly addresses: PictureAddresses;
}

/** All that going on with a run takes, beside its last checkpoint. */
export interface RunPlan {
  readonly description: RunDescription;
  readonly photos: StoredBeginning['photos'];
  readonly startAdapter: Blob | null;
}

/** What the actions share besides the state: nothing on screen depends on it. */
export interface TuningSession {
  /** Photos and steps are numbered through. */
  numbered: number;
  damagesAsked: number;
  isShowingDamage: boolean;
  /** The crop that the damage was last shown on, by its photo's id. */
  crop: { readonly id: number; readonly clean: RgbaImage } | null;
  plan: RunPlan | null;
  checkpoint: Uint8Array<ArrayBuffer> | null;
  handle: TuningHandle | null;
  isDiscarding: boolean;
  /** The checkpoint being stored; those that come meanwhile are passed over, but for the last. */
  saving: Promise<void> | null;
  /** The sizes that the engine is being asked for. */
  sizesAsked: string | null;
}

export interface TuningContext extends TuningDependencies {
  readonly session: TuningSession;
  readonly get: () => TuningState;
  /** Also works out again what follows. */
  readonly set: (facts: Partial<TuningFacts>) => void;
}
