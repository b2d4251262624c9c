import { adapterKinds } from '../../files/adapterKind';
import { hiddenOf, patchIn } from '../../state/tuning/runSettings';
import { Field, NumberField } from '../fields/Field';
import { useParts, useTuning } from '../playgroundContext';
import { tune } from '../strings/tune';

const losses = ['l1', 'charbonnier'] as const;

/** Everything else that decides a run. */
export function AdvancedSettings() {
  const { tuning } = useParts();
  const settings = useTuning((state) => state.settings);
  const sizes = useTuning((state) => state.sizes);
  const isFresh = useTuning((state) => state.startFrom === null);
  const { change } = tuning.getState();
  return (
    <details className="advanced">
      <summary>{tune.advanced}</summary>
      {isFresh && <KindField />}
      {isFresh && settings.kind === 'adaptir' && (
        <NumberField
          label={tune.hidden}
          value={settings.hidden}
          min={4}
          max={128}
          onChange={(hidden) => change({ hidden })}
        />
      )}
      <div className="field-pair">
        <NumberField
          label={tune.stepsField}
          value={settings.steps}
          min={1}
          max={100_000}
          onChange={(steps) => change({ steps })}
        />
        <NumberField
          label={tune.rate}
          value={settings.learningRate}
          min={0.000001}
          max={1}
          step="any"
          onChange={(learningRate) => change({ learningRate })}
        />
      </div>
      {sizes !== null && (
        <div className="field-pair">
          <NumberField
            label={tune.batch}
            value={settings.batch ?? sizes.batch}
            min={1}
            max={64}
            onChange={(batch) => change({ batch: batch === sizes.batch ? null : batch })}
          />
          <NumberField
            label={tune.patch}
            value={patchIn(sizes, settings.patch)}
            min={sizes.patchMultiple}
            max={512}
            step={sizes.patchMultiple}
            onChange={(patch) => change({ patch: patch === sizes.patch ? null : patch })}
          />
        </div>
      )}
      <div className="field-pair">
        <Field label={tune.loss}>
          {(id) => (
            <select
              id={id}
              value={settings.loss}
              onChange={({ target }) =>
                change({ loss: losses.find((loss) => loss === target.value) ?? 'l1' })
              }
            >
              {losses.map((loss) => (
                <option key={loss} value={loss}>
                  {tune.losses[loss]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <NumberField
          label={tune.seed}
          value={settings.seed}
          min={0}
          max={1_000_000}
          onChange={(seed) => change({ seed })}
        />
      </div>
    </details>
  );
}

function KindField() {
  const { tuning } = useParts();
  const settings = useTuning((state) => state.settings);
  const sizes = useTuning((state) => state.sizes);
  const kinds = adapterKinds.filter((kind) => sizes === null || sizes.kinds[kind] !== undefined);
  const { kind } = settings;
  return (
    <>
      <Field label={tune.kind}>
        {(id) => (
          <select
            id={id}
            value={kind}
            onChange={({ target }) => {
              const chosen = kinds.find((candidate) => candidate === target.value);
              if (chosen !== undefined) tuning.getState().change({ kind: chosen });
            }}
          >
            {kinds.map((name) => (
              <option key={name} value={name}>
                {tune.kinds[name]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {sizes !== null && (kind === 'lora' || kind === 'bottleneck') && (
        <p className="tune-hint">
          {tune.hidden}: {tune.hiddenOther(hiddenOf(settings, sizes))}
        </p>
      )}
    </>
  );
}
