import { useParts, usePlayground } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { strings } from '../strings';

/** What can be done with a photo that is not being restored. */
export function ResultActions() {
  const { playground } = useParts();
  const hasResult = usePlayground((state) => state.result !== null);
  const saving = usePlayground((state) => state.saving);
  const canRestore = usePlayground(
    (state) => state.photo !== null && state.run === null && state.phase === 'ready',
  );
  if (!canRestore) return null;

  const save = async () => {
    const saved = await playground.getState().encodeResult();
    if (saved !== null) saveFile(saved.blob, saved.fileName);
  };

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
        <button
          type="button"
          className="button button-primary"
          aria-disabled={saving}
          onClick={() => void save()}
        >
          {saving ? strings.saving : strings.savePng}
        </button>
      )}
    </footer>
  );
}
