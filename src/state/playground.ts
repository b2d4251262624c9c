import { createStore, type StoreApi } from 'zustand/vanilla';
import { blendingActions } from './blending';
import { backboneActions } from './choosingBackbone';
import { comparingActions } from './comparing';
import { degradedPhotoActions } from './degradedPhoto';
import { photoActions } from './openingPhotos';
import { ownAdapterActions } from './ownAdapters';
import {
  type Context,
  initialFacts,
  type PlaygroundState,
  type Session,
  type Surroundings,
} from './playgroundState';
import { restoringActions } from './restoring';
import { savingActions } from './saving';
import { startActions } from './starting';

export type Playground = StoreApi<PlaygroundState>;

/** The playground's store: what is on screen, and everything a person can do with it. */
export function createPlayground(surroundings: Surroundings): Playground {
  const session: Session = {
    starting: Promise.resolve(),
    run: null,
    runsStarted: 0,
    photosOpened: 0,
    previous: null,
    original: null,
    selected: null,
    selecting: Promise.resolve(),
    measuring: Promise.resolve(),
    blendsAsked: 0,
    estimating: null,
    warmUps: 0,
    wish: null,
    files: new Map(),
    shelfIds: new Map(),
    deleted: null,
  };
  const { memoryBudget, output, knowsSplit, chosenBackbone } = surroundings.settings.read();
  return createStore<PlaygroundState>()((set, get) => {
    const context: Context = { ...surroundings, session, set, get };
    return {
      ...initialFacts,
      memoryBudget,
      output,
      knowsSplit,
      chosenBackbone,
      ...startActions(context),
      ...photoActions(context),
      ...degradedPhotoActions(context),
      ...restoringActions(context),
      ...blendingActions(context),
      ...ownAdapterActions(context),
      ...backboneActions(context),
      ...comparingActions(context),
      ...savingActions(context),
      dismissNotice: () => set({ notice: null }),
      learnSplit() {
        surroundings.settings.write({ knowsSplit: true });
        set({ knowsSplit: true });
      },
    };
  });
}
