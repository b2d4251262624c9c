import type { RestoreProgress } from '../../engine/protocol';
import { formatTimeLeft } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { ownPointers } from './gestures';

/** A restoration in progress: how far it is, how long it takes, and how to stop it. */
export function RunBar() {
  const { playground } = useParts();
  const run = usePlayground((state) => state.run);
  if (run === null) return null;
  const { tilesDone = 0, tiles = 0 } = run.progress ?? {};
  return (
    <div className="run-bar" {...ownPointers}>
      <progress
        className="run-progress"
        aria-label={strings.restoreProgress}
        max={Math.max(1, tiles)}
        value={run.progress === null ? 0 : tilesDone}
      />
      <p>
        <strong>{strings.offerName(run.offer)}</strong>
        <span>{progressText(run.progress)}</span>
      </p>
      <button type="button" className="button" onClick={() => playground.getState().cancel()}>
        {strings.cancel}
      </button>
    </div>
  );
}

function progressText(progress: RestoreProgress | null): string {
  if (progress === null) return strings.preparing;
  const done = strings.tilesDone(progress.tilesDone, progress.tiles);
  if (progress.secondsLeft === null) return done;
  return `${done} · ${strings.timeLeft(formatTimeLeft(progress.secondsLeft))}`;
}
