import { createStore, type StoreApi } from 'zustand/vanilla';
import { blendingActions } from './blending/blending';
import { comparingActions } from './comparing';
import type { Context, Surroundings } from './context';
import { degradedPhotoActions } from './degradedPhoto';
import { backboneActions } from './models/choosingBackbone';
import { photoActions } from './openingPhotos';
import { ownAdapterActions } from './ownAdapters';
import { initialFacts, type PlaygroundState } from './playgroundState';
import { restoringActions } from './restoring';
import { savingActions } from './saving';
import { newSession } from './session';
import { startActions } from './starting';

export type Playground = StoreApi<PlaygroundState>;

/** The playground's store: what is on screen, and everything a person can do with it. */
export function createPlayground(surroundings: Surroundings): Playground {
  const session = newSession();
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
