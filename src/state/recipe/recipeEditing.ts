import type { PlainStep } from '../../imaging/degradation/recipe';
import { type StartingRecipe, type StepKind, startingRecipes, stepDesigns } from './recipeSteps';

/** A step of a recipe being edited; the key stays with it when it moves. */
export interface EditedStep {
  readonly key: number;
  readonly step: PlainStep;
}

export type EditedRecipe = readonly EditedStep[];

export interface RecipeActions {
  takeRecipe(recipe: StartingRecipe): void;
  addStep(kind: StepKind): void;
  changeStep(key: number, step: PlainStep): void;
  /** Up (−1) or down (1). */
  moveStep(key: number, by: 1 | -1): void;
  removeStep(key: number): void;
}

/** A recipe that is edited: where it is kept, and what numbers its steps. */
interface RecipeDesk {
  readonly session: { numbered: number };
  readonly recipe: () => EditedRecipe;
  readonly keep: (recipe: EditedRecipe) => void;
  /** A step as it is when it comes new; left out: with the range of its design. */
  readonly asNew?: (step: PlainStep) => PlainStep;
}

/** Saying what is wrong with photos. */
export function recipeEditing({ session, recipe, keep, asNew }: RecipeDesk): RecipeActions {
  const fresh = (step: PlainStep) => asNew?.(step) ?? step;

  return {
    takeRecipe(name) {
      keep(numberedSteps(session, startingRecipes[name].map(fresh)));
    },

    addStep(kind) {
      keep([...recipe(), ...numberedSteps(session, [fresh(stepDesigns[kind].fresh)])]);
    },

    changeStep(key, step) {
      keep(recipe().map((edited) => (edited.key === key ? { key, step } : edited)));
    },

    moveStep(key, by) {
      const steps = [...recipe()];
      const from = steps.findIndex((edited) => edited.key === key);
      const moved = steps[from];
      if (moved === undefined) return;
      steps.splice(from, 1);
      steps.splice(Math.max(0, from + by), 0, moved);
      keep(steps);
    },

    removeStep(key) {
      keep(recipe().filter((edited) => edited.key !== key));
    },
  };
}

/** Steps to be edited, numbered on from the last ones. */
export function numberedSteps(
  session: RecipeDesk['session'],
  steps: readonly PlainStep[],
): EditedRecipe {
  return steps.map((step) => ({ key: ++session.numbered, step }));
}

export function plainRecipe(recipe: EditedRecipe): readonly PlainStep[] {
  return recipe.map(({ step }) => step);
}
