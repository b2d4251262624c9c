import { useParts, usePlayground } from '../playgroundContext';
import { SaveButton } from '../saving/SaveButton';
import { SaveOptions } from '../saving/SaveOptions';
import { strings } from '../strings';

/** What can be done with a photo that is not being restored; while it is, its place is kept. */
export function ResultActions() {
  const { playground } = useParts();
  const hasResult = usePlayground((state) => state.result !== null);
  const canRestore = usePlayground(
    (state) => state.photo !== null && state.run === null && state.phase === 'ready',
  );
  const isRestoring = usePlayground((state) => state.run !== null);
  if (!canRestore) return isRestoring ? <div className="rail-result-place" /> : null;

  return (
    <footer className="rail-result">
      <button
        type="button"
        className={hasResult ? 'button' : 'button button-primary'}
        onClick={() => void playground.getState().restore()}
      >
        {hasResult ? strings.restoreAgain : strings.restore}
      </button>
      {hasResult && (
        <>
          <SaveButton />
          <SaveOptions />
        </>
      )}
    </footer>
  );
}
