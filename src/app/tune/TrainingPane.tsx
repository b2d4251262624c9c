import { useId } from 'react';
import { type Preset, patchIn, presetOf, presetSteps } from '../../state/tuning/runSettings';
import { Field } from '../fields/Field';
import { formatCount, formatSize } from '../formats';
import { useParts, usePlayground, useTuning } from '../playgroundContext';
import { tune } from '../strings/tune';
import { AdvancedSettings } from './AdvancedSettings';

const presets = Object.keys(presetSteps) as Preset[];

/** What is made, from where, and for how long. */
export function TrainingPane() {
  const heading = useId();
  return (
    <section className="tune-pane tune-training" aria-labelledby={heading}>
      <div className="tune-training-fields">
        <h3 id={heading}>{tune.training}</h3>
        <NameField />
        <StartFromField />
        <Presets />
        <AdvancedSettings />
        <DeviceNote />
      </div>
      <StartButton />
    </section>
  );
}

function NameField() {
  const { tuning } = useParts();
  const name = useTuning((state) => state.name);
  const suggested = useTuning((state) => state.suggested);
  return (
    <Field label={tune.name}>
      {(id) => (
        <input
          id={id}
          type="text"
          maxLength={80}
          value={name ?? ''}
          placeholder={suggested}
          onChange={({ target }) => tuning.getState().setName(target.value)}
        />
      )}
    </Field>
  );
}

function StartFromField() {
  const { tuning } = useParts();
  const startFrom = useTuning((state) => state.startFrom);
  const head = useTuning((state) => state.head);
  const adapters = usePlayground((state) => state.adapters);
  return (
    <Field label={tune.startFrom}>
      {(id) => (
        <select
          id={id}
          value={startFrom ?? ''}
          onChange={({ target }) => tuning.getState().setStartFrom(target.value || null)}
        >
          <option value="">{tune.fresh}</option>
          {adapters
            .filter((adapter) => adapter.head === head)
            .map((adapter) => (
              <option key={adapter.id} value={adapter.id}>
                {adapter.name}
              </option>
            ))}
        </select>
      )}
    </Field>
  );
}

function Presets() {
  const { tuning } = useParts();
  const steps = useTuning(({ settings }) => settings.steps);
  return (
    <fieldset className="presets">
      <legend>{tune.length}</legend>
      {presets.map((preset) => (
        <label key={preset} className="preset">
          <input
            type="radio"
            name="preset"
            checked={presetOf(steps) === preset}
            onChange={() => tuning.getState().change({ steps: presetSteps[preset] })}
          />
          <span>{tune.preset[preset]}</span>
          <span className="preset-steps">{tune.stepsCount(presetSteps[preset])}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What a step takes on this device. */
function DeviceNote() {
  const sizes = useTuning((state) => state.sizes);
  const { kind, batch, patch } = useTuning((state) => state.settings);
  const startFrom = useTuning((state) => state.startFrom);
  if (sizes === null) return null;
  const side = patchIn(sizes, patch);
  const say = batch === null && patch === null ? tune.device : tune.ownSizes;
  const parameters = startFrom === null ? sizes.kinds[kind]?.parameters : undefined;
  return (
    <p className="tune-hint">
      {say(batch ?? sizes.batch, formatSize(side, side))}{' '}
      {parameters !== undefined && tune.parameters(formatCount(parameters))}
    </p>
  );
}

function StartButton() {
  const { tuning } = useParts();
  const explanation = useId();
  const obstacle = useTuning((state) => state.obstacle);
  const unfinished = useTuning((state) => state.unfinished);
  return (
    <div className="tune-start">
      <button
        type="button"
        className="button button-primary"
        aria-disabled={obstacle !== null}
        aria-describedby={explanation}
        onClick={() => void tuning.getState().start()}
      >
        {tune.start}
      </button>
      <p id={explanation} className="tune-hint">
        {obstacle !== null && tune.obstacle[obstacle]}
        {obstacle === null && unfinished !== null && tune.replacesUnfinished(unfinished.name)}
      </p>
    </div>
  );
}
