import { useId } from 'react';
import { showableEntries, shownEntryOf } from '../../state/tuning/damage';
import { useParts, useTuning } from '../playgroundContext';
import { RecipeSteps } from '../recipe/RecipeSteps';
import { StartingRecipes } from '../recipe/StartingRecipes';
import { tune } from '../strings/tune';
import { PixelView } from './PixelView';

/** What the damage looks like: a recipe, and what it does to one of them. */
export function DamagePane() {
  const { tuning } = useParts();
  const heading = useId();
  const source = useTuning((state) => state.source);
  return (
    <section className="tune-pane" aria-labelledby={heading}>
      <h3 id={heading}>{tune.damage}</h3>
      {source === 'pairs' ? (
        <p className="tune-hint">{tune.pairsDamage}</p>
      ) : (
        <>
          <StartingRecipes onTake={tuning.getState().takeRecipe} />
          <DamagePreview />
          <Steps />
        </>
      )}
    </section>
  );
}

function DamagePreview() {
  const { tuning } = useParts();
  const damage = useTuning((state) => state.damage);
  const entries = useTuning((state) => state.entries);
  const looks = useTuning((state) => state.looks);
  const shown = useTuning((state) => shownEntryOf(state)?.key ?? '');
  const showable = showableEntries({ entries, looks });
  if (damage === null) return <p className="damage-empty">{tune.noDamage}</p>;
  return (
    <div className="damage">
      <div className="damage-crops">
        <PixelView label={tune.clean} image={damage.clean} />
        <PixelView label={tune.damaged} image={damage.degraded} />
      </div>
      {showable.length > 1 && (
        <label className="damage-shown">
          {tune.shownOn}{' '}
          <select
            className="text-field"
            value={shown}
            onChange={({ target }) => tuning.getState().showDamageOn(target.value)}
          >
            {showable.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

function Steps() {
  const { tuning } = useParts();
  const recipe = useTuning((state) => state.recipe);
  return <RecipeSteps recipe={recipe} actions={tuning.getState()} />;
}
