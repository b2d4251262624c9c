import { type StartingRecipe, startingRecipes } from '../../state/recipe/recipeSteps';
import { recipe as words } from '../strings/recipe';
import './recipe.css';

const beginnings = Object.keys(startingRecipes) as StartingRecipe[];

interface StartingRecipesProps {
  readonly onTake: (recipe: StartingRecipe) => void;
}

/** What photos commonly suffer from: each replaces the steps. */
export function StartingRecipes({ onTake }: StartingRecipesProps) {
  return (
    <fieldset className="chips">
      <legend className="visually-hidden">{words.begin}</legend>
      {beginnings.map((name) => (
        <button key={name} type="button" className="chip" onClick={() => onTake(name)}>
          {words.startingRecipe[name]}
        </button>
      ))}
    </fieldset>
  );
}
