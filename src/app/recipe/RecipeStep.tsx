import type { PlainStep } from '../../imaging/degradation/recipe';
import type { RecipeActions } from '../../state/recipe/recipeEditing';
import { downscales, rangeOf, stepDesigns, withRange } from '../../state/recipe/recipeSteps';
import { recipe as words } from '../strings/recipe';
import { CrossIcon, DownIcon, UpIcon } from './icons';
import { RangeSlider } from './RangeSlider';

interface RecipeStepProps {
  readonly id: number;
  readonly step: PlainStep;
  readonly actions: RecipeActions;
  readonly isFixed: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** One step of a recipe, with a slider for each of its parameters. */
export function RecipeStep({ id, step, actions, isFixed, isFirst, isLast }: RecipeStepProps) {
  const { changeStep, moveStep, removeStep } = actions;
  const name = words.stepName[step.kind];
  return (
    <li className="recipe-step">
      <div className="recipe-step-head">
        <h5>{name}</h5>
        <button
          type="button"
          className="icon-button"
          aria-label={words.moveUp(name)}
          disabled={isFirst}
          onClick={() => moveStep(id, -1)}
        >
          <UpIcon />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={words.moveDown(name)}
          disabled={isLast}
          onClick={() => moveStep(id, 1)}
        >
          <DownIcon />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={words.removeStep(name)}
          onClick={() => removeStep(id)}
        >
          <CrossIcon />
        </button>
      </div>
      {stepDesigns[step.kind].parameters.map((parameter) => (
        <RangeSlider
          key={parameter.field}
          name={words.parameter[parameter.field] ?? parameter.field}
          parameter={parameter}
          range={rangeOf(step, parameter.field)}
          isFixed={isFixed}
          onChange={(range) => changeStep(id, withRange(step, parameter.field, range))}
        />
      ))}
      {step.kind === 'bicubic-down' && (
        <fieldset className="segments">
          <legend className="visually-hidden">{words.parameter.scale}</legend>
          {downscales.map((scale) => (
            <label key={scale} className="segment">
              <input
                type="radio"
                name={`factor-${id}`}
                checked={scale === step.scale}
                onChange={() => changeStep(id, { kind: 'bicubic-down', scale })}
              />
              {words.factor(scale)}
            </label>
          ))}
        </fieldset>
      )}
    </li>
  );
}
