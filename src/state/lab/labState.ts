import type { Engine } from '../../engine/engine';
import type { Pictures } from '../photo/pictures';
import type { Notice } from '../playground/notice';
import type { Playground } from '../playground/playground';
import type { SavedFile } from '../playground/playgroundActions';
import type { EditedRecipe, RecipeActions } from '../recipe/recipeEditing';
import type { Tuning } from '../tuning/tuning';
import type { Degrader } from './degrader';

export interface LabFacts {
  readonly isOpen: boolean;
  /** Steps of fixed values, in order. */
  readonly recipe: EditedRecipe;
  /** Decides what is drawn: the same seed, the same damage. */
  readonly seed: number;
  /** What is on screen is not yet what the recipe says. */
  readonly isDegrading: boolean;
  /** Why the photo cannot be degraded so. */
  readonly notice: Notice | null;
}

export interface LabActions extends RecipeActions {
  /** Degrades the photo on screen, and every one that is opened, until it is closed. */
  open(): void;
  /** The photo itself again, as it was left. */
  close(): Promise<void>;
  setSeed(seed: number): void;
  drawAgain(): void;
  /** The degraded photo as a PNG; null where there is none, or a notice says why not. */
  degradedFile(): Promise<SavedFile | null>;
  /** Hands the recipe to the Tune screen and opens that. */
  tuneForThis(): void;
}

export type LabState = LabFacts & LabActions;

/** In milliseconds. */
export interface LabPace {
  /** What work that came to be needless may take to its end, and be seen after all. */
  readonly patience: number;
  /** How long nothing is changed until what is chosen restores the new version. */
  readonly restoreAfter: number;
}

/** What the lab works with; tests bring their own. */
export interface LabDependencies {
  readonly engine: Engine;
  readonly playground: Playground;
  readonly pictures: Pictures;
  readonly tuning: Tuning;
  readonly degrader: Degrader;
  readonly pace: LabPace;
}

/** What the actions share besides the state: nothing on screen depends on it. */
export interface LabSession {
  /** Steps are numbered through. */
  numbered: number;
  /** Versions asked for: the last one is the one to be seen. */
  asked: number;
  job: AbortController | null;
  rest: ReturnType<typeof setTimeout> | undefined;
}

export interface LabContext extends LabDependencies {
  readonly session: LabSession;
  readonly get: () => LabState;
  readonly set: (facts: Partial<LabFacts>) => void;
}
