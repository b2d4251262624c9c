import { createStore, type StoreApi } from 'zustand/vanilla';
import { ownAdapterActions } from '../adapters/ownAdapters';
import { comparingActions } from '../comparing/comparing';
import { degradedPhotoActions } from '../photo/degradedPhoto';
import { photoActions } from '../photo/openingPhotos';
import { pixelKeeper } from '../photo/photoPixels';
import { mixActions } from '../restoring/changingMix';
import { restoringActions } from '../restoring/restoring';
import { savingActions } from '../saving/saving';
import { backboneActions } from './choosingBackbone';
import type { Context, Dependencies } from './context';
import { initialFacts, type PlaygroundState } from './playgroundState';
import { newSession } from './session';
import { startActions } from './starting';

export type Playground = StoreApi<PlaygroundState>;

/** The playground's store: what is on screen, and everything a person can do with it. */
export function createPlayground(dependencies: Dependencies): Playground {
  const session = newSession();
  const { memoryBudget, output, knowsSplit, chosenBackbone } = dependencies.settings.read();
  return createStore<PlaygroundState>()((set, get) => {
    const context: Context = { ...dependencies, session, set, get };
    context.pictures.useKeeper(pixelKeeper(context));
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
      ...mixActions(context),
      ...ownAdapterActions(context),
      ...backboneActions(context),
      ...comparingActions(context),
      ...savingActions(context),
      dismissNotice: () => set({ notice: null }),
      learnSplit() {
        dependencies.settings.write({ knowsSplit: true });
        set({ knowsSplit: true });
      },
    };
  });
}
