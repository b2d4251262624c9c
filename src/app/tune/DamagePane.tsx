import { useId } from 'react';
import { showableEntries, shownEntryOf } from '../../state/tuning/damage';
import { type StartingRecipe, startingRecipes, stepKinds } from '../../state/tuning/recipeSteps';
import { useParts, useTuning } from '../playgroundContext';
import { strings } from '../strings';
import { PixelView } from './PixelView';
import { RecipeStep } from './RecipeStep';

const { tune } = strings;
const beginnings = Object.keys(startingRecipes) as StartingRecipe[];

/** What is wrong with such photos: a recipe, and what it does to one of them. */
export function DamagePane() {
  const heading = useId();
  const source = useTuning((state) => state.source);
  return (
    <section className="tune-pane tune-damage" aria-labelledby={heading}>
      <h3 id={heading}>{tune.damage}</h3>
      {source === 'pairs' ? (
        <p className="tune-hint">{tune.pairsDamage}</p>
      ) : (
        <>
          <StartingRecipes />
          <DamagePreview />
          <Steps />
        </>
      )}
    </section>
  );
}

function StartingRecipes() {
  const { tuning } = useParts();
  return (
    <fieldset className="chips">
      <legend className="visually-hidden">{tune.begin}</legend>
      {beginnings.map((name) => (
        <button
          key={name}
          type="button"
          className="chip"
          onClick={() => tuning.getState().takeRecipe(name)}
        >
          {tune.startingRecipe[name]}
        </button>
      ))}
    </fieldset>
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
  return (
    <>
      <h4>{tune.steps}</h4>
      <ol className="recipe-steps">
        {recipe.map(({ key, step }, index) => (
          <RecipeStep
            key={key}
            id={key}
            step={step}
            isFirst={index === 0}
            isLast={index === recipe.length - 1}
          />
        ))}
      </ol>
      <select
        className="add-step"
        aria-label={tune.addStep}
        value=""
        onChange={({ target }) => {
          const kind = stepKinds.find((candidate) => candidate === target.value);
          if (kind !== undefined) tuning.getState().addStep(kind);
        }}
      >
        <option value="">{tune.addStep}</option>
        {stepKinds.map((kind) => (
          <option key={kind} value={kind}>
            {tune.stepName[kind]}
          </option>
        ))}
      </select>
    </>
  );
}
