import type { PlainStep } from '../../imaging/degradation/recipe';
import { downscales, rangeOf, stepDesigns, withRange } from '../../state/tuning/recipeSteps';
import { useParts } from '../playgroundContext';
import { strings } from '../strings';
import { CrossIcon, DownIcon, UpIcon } from './icons';
import { RangeSlider } from './RangeSlider';

const { tune } = strings;

interface RecipeStepProps {
  readonly id: number;
  readonly step: PlainStep;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** One step of the recipe, with a slider of two ends for each of its parameters. */
export function RecipeStep({ id, step, isFirst, isLast }: RecipeStepProps) {
  const { tuning } = useParts();
  const { changeStep, moveStep, removeStep } = tuning.getState();
  const name = tune.stepName[step.kind];
  return (
    <li className="recipe-step">
      <div className="recipe-step-head">
        <h5>{name}</h5>
        <button
          type="button"
          className="icon-button"
          aria-label={tune.moveUp(name)}
          disabled={isFirst}
          onClick={() => moveStep(id, -1)}
        >
          <UpIcon />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={tune.moveDown(name)}
          disabled={isLast}
          onClick={() => moveStep(id, 1)}
        >
          <DownIcon />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={tune.removeStep(name)}
          onClick={() => removeStep(id)}
        >
          <CrossIcon />
        </button>
      </div>
      {stepDesigns[step.kind].parameters.map((parameter) => (
        <RangeSlider
          key={parameter.field}
          name={tune.parameter[parameter.field] ?? parameter.field}
          parameter={parameter}
          range={rangeOf(step, parameter.field)}
          onChange={(range) => changeStep(id, withRange(step, parameter.field, range))}
        />
      ))}
      {step.kind === 'bicubic-down' && (
        <fieldset className="segments">
          <legend className="visually-hidden">{tune.parameter.scale}</legend>
          {downscales.map((scale) => (
            <label key={scale} className="segment">
              <input
                type="radio"
                name={`factor-${id}`}
                checked={scale === step.scale}
                onChange={() => changeStep(id, { kind: 'bicubic-down', scale })}
              />
              {tune.factor(scale)}
            </label>
          ))}
        </fieldset>
      )}
    </li>
  );
}
