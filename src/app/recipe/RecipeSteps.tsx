import type { EditedRecipe, RecipeActions } from '../../state/recipe/recipeEditing';
import { stepKinds } from '../../state/recipe/recipeSteps';
import { recipe as words } from '../strings/recipe';
import { RecipeStep } from './RecipeStep';
import './recipe.css';

interface RecipeStepsProps {
  readonly recipe: EditedRecipe;
  readonly actions: RecipeActions;
  /** Each parameter is one value, not a range to draw from. */
  readonly isFixed?: boolean;
}

/** The steps of a recipe in their order, and the way to more. */
export function RecipeSteps({ recipe, actions, isFixed = false }: RecipeStepsProps) {
  const { addStep, steps, stepName } = words;
  return (
    <>
      <h4>{steps}</h4>
      <ol className="recipe-steps">
        {recipe.map(({ key, step }, index) => (
          <RecipeStep
            key={key}
            id={key}
            step={step}
            actions={actions}
            isFixed={isFixed}
            isFirst={index === 0}
            isLast={index === recipe.length - 1}
          />
        ))}
      </ol>
      <select
        className="text-field add-step"
        aria-label={addStep}
        value=""
        onChange={({ target }) => {
          const kind = stepKinds.find((candidate) => candidate === target.value);
          if (kind !== undefined) actions.addStep(kind);
        }}
      >
        <option value="">{addStep}</option>
        {stepKinds.map((kind) => (
          <option key={kind} value={kind}>
            {stepName[kind]}
          </option>
        ))}
      </select>
    </>
  );
}
