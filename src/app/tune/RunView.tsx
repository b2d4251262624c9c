import type { TuningRunFacts } from '../../state/tuning/tuningState';
import { formatTimeLeft } from '../formats';
import { useTuning } from '../playgroundContext';
import { strings } from '../strings';
import { tune } from '../strings/tune';
import { LearningView } from './LearningView';
import { RunControls } from './RunControls';

/** A run being watched. */
export function RunView() {
  const run = useTuning((state) => state.run);
  if (run === null) return null;
  const { name, phase, step, steps, notSaved, failure } = run;
  return (
    <div className="run-view" data-testid="tune-run" data-phase={phase} data-step={step}>
      <header className="run-head">
        <div className="run-title">
          <h3>{name}</h3>
          <p>{tune.phase[phase]}</p>
        </div>
        <RunFactsLine run={run} />
        <RunControls />
        <progress
          className="run-progress"
          aria-label={tune.progress}
          max={steps}
          value={step}
          aria-valuetext={tune.stepOf(step, steps)}
        />
      </header>
      {failure !== null && (
        <p className="problem" role="alert">
          <strong>{failure.message}</strong> {failure.advice}
        </p>
      )}
      {notSaved !== null && (
        <p className="problem" role="alert">
          {notSaved}
        </p>
      )}
      <LearningView run={run} />
    </div>
  );
}

function RunFactsLine({ run }: { readonly run: TuningRunFacts }) {
  const { phase, start, step, steps, stepsPerSecond, secondsLeft } = run;
  const isRunning = phase === 'running';
  return (
    <dl className="run-facts">
      <Fact name={tune.step} value={tune.stepOf(step, steps)} />
      {isRunning && stepsPerSecond !== null && (
        <Fact name={tune.speed} value={speedText(stepsPerSecond)} />
      )}
      {isRunning && secondsLeft !== null && (
        <Fact name={tune.left} value={formatTimeLeft(secondsLeft)} />
      )}
      {start !== null && (
        <>
          <Fact name={tune.runsOn} value={strings.backend[start.backend]} />
          <Fact name={tune.usedPhotos} value={String(start.usedPhotos)} />
        </>
      )}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function speedText(stepsPerSecond: number): string {
  return stepsPerSecond >= 1
    ? tune.perSecond(stepsPerSecond.toFixed(1))
    : tune.secondsPerStep((1 / stepsPerSecond).toFixed(1));
}
