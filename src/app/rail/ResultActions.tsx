import { useParts, usePlayground } from '../playgroundContext';
import { SaveButton } from '../saving/SaveButton';
import { SaveOptions } from '../saving/SaveOptions';
import { strings } from '../strings';

/** What can be done with a photo that is not being restored. */
export function ResultActions() {
  const { playground } = useParts();
  const hasResult = usePlayground((state) => state.result !== null);
  const canRestore = usePlayground(
    (state) => state.photo !== null && state.run === null && state.phase === 'ready',
  );
  if (!canRestore) return null;

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
