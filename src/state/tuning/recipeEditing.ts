import { showDamage } from './damage';
import { startingRecipes, stepDesigns } from './recipeSteps';
import type { EditedStep, TuningActions, TuningContext } from './tuningState';

/** Saying what is wrong with such photos. */
export function recipeEditing(
  context: TuningContext,
): Pick<TuningActions, 'takeRecipe' | 'addStep' | 'changeStep' | 'moveStep' | 'removeStep'> {
  const { session, get } = context;
  const edit = (recipe: readonly EditedStep[]) => {
    context.set({ recipe });
    showDamage(context);
  };

  return {
    takeRecipe(name) {
      edit(startingRecipes[name].map((step) => ({ key: ++session.numbered, step })));
    },

    addStep(kind) {
      edit([...get().recipe, { key: ++session.numbered, step: stepDesigns[kind].fresh }]);
    },

    changeStep(key, step) {
      edit(get().recipe.map((edited) => (edited.key === key ? { key, step } : edited)));
    },

    moveStep(key, by) {
      const steps = [...get().recipe];
      const from = steps.findIndex((edited) => edited.key === key);
      const [moved] = steps.splice(from, 1);
      if (moved === undefined) return;
      steps.splice(Math.max(0, from + by), 0, moved);
      edit(steps);
    },

    removeStep(key) {
      edit(get().recipe.filter((edited) => edited.key !== key));
    },
  };
}
