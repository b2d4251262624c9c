import { useParts, usePlayground } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { strings } from '../strings';

/** Saves the result as it was last set. */
export function SaveButton() {
  const { playground } = useParts();
  const saving = usePlayground((state) => state.saving);
  const format = usePlayground((state) => state.output.format);
  const save = async () => {
    const saved = await playground.getState().encodeResult();
    if (saved !== null) saveFile(saved.blob, saved.fileName);
  };
  return (
    <button
      type="button"
      className="button button-primary"
      aria-disabled={saving}
      onClick={() => void save()}
    >
      {saving ? strings.saving : strings.save(strings.output.formatName[format])}
    </button>
  );
}
