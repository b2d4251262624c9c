import { useParts, useTuning } from '../playgroundContext';
import { DiscardButton } from '../rail/DiscardButton';
import { tune } from '../strings/tune';

/** Pause, Resume, Stop and save, Discard. */
export function RunControls() {
  const { tuning } = useParts();
  const phase = useTuning(({ run }) => run?.phase ?? null);
  const hasLearnt = useTuning(({ run }) => (run?.step ?? 0) > 0);
  const { pause, resume, stop, discard } = tuning.getState();
  if (phase === null || phase === 'ending') return null;
  return (
    <div className="run-controls">
      {phase === 'running' && (
        <button type="button" className="button" onClick={pause}>
          {tune.pause}
        </button>
      )}
      {(phase === 'paused' || phase === 'interrupted') && (
        <button type="button" className="button button-primary" onClick={() => void resume()}>
          {tune.resume}
        </button>
      )}
      {(phase === 'running' || phase === 'paused') && hasLearnt && (
        <button type="button" className="button" onClick={stop}>
          {tune.stop}
        </button>
      )}
      <DiscardButton onDiscard={() => void discard()} />
    </div>
  );
}
