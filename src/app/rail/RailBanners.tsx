import { formatTimeLeft } from '../formats';
import { useParts, usePlayground, useTuning } from '../playgroundContext';
import { strings } from '../strings';
import { DeletedBanner } from './DeletedBanner';
import { DiscardButton } from './DiscardButton';

/** What goes on beside restoring: a run of tuning, one that is not finished, a deletion to undo. */
export function RailBanners() {
  const isRunning = useTuning(({ run }) => run !== null);
  const isUnfinished = useTuning(({ unfinished }) => unfinished !== null);
  const isDeleted = usePlayground(({ deleted }) => deleted !== null);
  if (!isRunning && !isUnfinished && !isDeleted) return null;
  return (
    <section className="rail-banner" aria-label={strings.banner}>
      {isRunning && <RunningBanner />}
      {isUnfinished && <UnfinishedBanner />}
      {isDeleted && <AdapterDeleted />}
    </section>
  );
}

function RunningBanner() {
  const { tuning } = useParts();
  const run = useTuning((state) => state.run);
  if (run === null) return null;
  const { name, phase, step, steps, secondsLeft } = run;
  const left = secondsLeft === null ? null : strings.timeLeft(formatTimeLeft(secondsLeft));
  return (
    <div className="banner">
      <progress
        className="run-progress"
        aria-label={strings.tune.progress}
        max={steps}
        value={step}
      />
      <p>
        {strings.tune.bar(name, Math.floor((100 * step) / steps))}
        <span>{(phase === 'running' && left) || strings.tune.phase[phase]}</span>
      </p>
      <button type="button" className="button" onClick={() => tuning.getState().open()}>
        {strings.tune.back}
      </button>
    </div>
  );
}

function UnfinishedBanner() {
  const { tuning } = useParts();
  const unfinished = useTuning((state) => state.unfinished);
  const isReady = usePlayground(({ phase }) => phase === 'ready');
  if (unfinished === null) return null;
  return (
    <div className="banner">
      <p>{strings.tune.unfinished(unfinished.name)}</p>
      <span className="banner-buttons">
        <DiscardButton onDiscard={() => void tuning.getState().discard()} />
        {isReady && (
          <button
            type="button"
            className="button button-primary"
            onClick={() => void tuning.getState().resume()}
          >
            {strings.tune.resume}
          </button>
        )}
      </span>
    </div>
  );
}

function AdapterDeleted() {
  const { playground } = useParts();
  const name = usePlayground(({ deleted }) => deleted?.name ?? '');
  const { undoDelete, forgetDeleted } = playground.getState();
  return <DeletedBanner name={name} onUndo={() => void undoDelete()} onForget={forgetDeleted} />;
}
