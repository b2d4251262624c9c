import { type StartingRecipe, startingRecipes } from '../../state/recipe/recipeSteps';
import { strings } from '../strings';
import './recipe.css';

const beginnings = Object.keys(startingRecipes) as StartingRecipe[];

interface StartingRecipesProps {
  readonly onTake: (recipe: StartingRecipe) => void;
}

/** What photos commonly suffer from: each replaces the steps. */
export function StartingRecipes({ onTake }: StartingRecipesProps) {
  return (
    <fieldset className="chips">
      <legend className="visually-hidden">{strings.recipe.begin}</legend>
      {beginnings.map((name) => (
        <button key={name} type="button" className="chip" onClick={() => onTake(name)}>
          {strings.recipe.startingRecipe[name]}
        </button>
      ))}
    </fieldset>
  );
}
