import { createStore, type StoreApi } from 'zustand/vanilla';
import { photoPixels } from '../photo/photoPixels';
import { noticeOf } from '../playground/notice';
import { numberedSteps, plainRecipe, recipeEditing } from '../recipe/recipeEditing';
import { fixedStep, startingRecipes } from '../recipe/recipeSteps';
import { degradeAnew, stopDegrading } from './degrading';
import type { LabContext, LabDependencies, LabSession, LabState } from './labState';

export type Lab = StoreApi<LabState>;

/** The store of the lab: a photo is damaged on purpose, so that what mends it can be measured. */
export function createLab(dependencies: LabDependencies): Lab {
  const { engine, playground, pictures, tuning, degrader } = dependencies;
  const session: LabSession = { numbered: 0, asked: 0, job: null, rest: undefined };

  return createStore<LabState>()((set, get) => {
    const context: LabContext = { ...dependencies, session, get, set };
    playground.subscribe(({ photo, original, opening }, before) => {
      const isOther = photo !== before.photo || opening !== before.opening;
      const isWhole = photo !== null && original === null && !opening;
      // Another photo came, or did not: it is degraded as the one before it was.
      if (get().isOpen && isOther && isWhole) degradeAnew(context);
    });

    return {
      isOpen: false,
      recipe: numberedSteps(session, startingRecipes.noise.map(fixedStep)),
      seed: 1,
      isDegrading: false,
      notice: null,
      ...recipeEditing({
        session,
        recipe: () => get().recipe,
        keep(recipe) {
          set({ recipe });
          degradeAnew(context);
        },
        asNew: fixedStep,
      }),

      open() {
        if (get().isOpen) return;
        set({ isOpen: true, notice: null });
        degradeAnew(context);
      },

      async close() {
        set({ isOpen: false, notice: null });
        stopDegrading(context);
        degrader.forget();
        await playground.getState().showOriginal();
      },

      setSeed(seed) {
        set({ seed });
        degradeAnew(context);
      },

      drawAgain: () => get().setSeed(get().seed + 1),

      async degradedFile() {
        const { photo, original } = playground.getState();
        const version = pictures.photo;
        if (photo === null || original === null || version === null) return null;
        const shown = { engine, pictures, get: playground.getState, set: playground.setState };
        try {
          const image = await photoPixels(shown, version);
          const encoding = { format: 'png', quality: 100 } as const;
          const { blob } = await engine.encode({ image, encoding, source: null });
          return { blob, fileName: photo.name.replace(/(\.[^.]*)?$/, '.png') };
        } catch (error) {
          set({ notice: noticeOf(error) });
          return null;
        }
      },

      tuneForThis() {
        tuning.getState().bringRecipe(plainRecipe(get().recipe));
        tuning.getState().open();
      },
    };
  });
}
