import { useParts, usePlayground, useView } from '../playgroundContext';
import { lab } from '../strings/lab';
import { isErrorMap, toggleErrorMap } from './errorMap';

/** The difference of a picture and the original; once more, before and after again. */
export function ErrorMapButton() {
  const parts = useParts();
  const sides = usePlayground((state) => state.comparing.sides);
  const isShown = useView((state) => isErrorMap(state.mode, sides));

  return (
    <button
      type="button"
      className="button"
      aria-pressed={isShown}
      title={lab.errorMapHint}
      onClick={() => void toggleErrorMap(parts)}
    >
      {lab.errorMap}
    </button>
  );
}
