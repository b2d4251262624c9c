import { photoKey, referenceKey } from '../../state/sides';
import { useParts, usePlayground, useView } from '../playgroundContext';
import { lab } from '../strings/lab';

/** The difference of a picture and the original; once more, before and after again. */
export function ErrorMapButton() {
  const { playground, view } = useParts();
  const sides = usePlayground((state) => state.comparing.sides);
  const mode = useView((state) => state.mode);
  const isShown = mode === 'difference' && Object.values(sides).includes(referenceKey);

  const toggle = async () => {
    const { compare, chosen, result } = playground.getState();
    if (isShown) {
      view.getState().setMode('split');
      if (sides.a === referenceKey) await compare('a', photoKey);
      return;
    }
    view.getState().setMode('difference');
    if (sides.b === referenceKey) await compare('b', (result && chosen) ?? photoKey);
    await compare('a', referenceKey);
  };

  return (
    <button
      type="button"
      className="button"
      aria-pressed={isShown}
      title={lab.errorMapHint}
      onClick={() => void toggle()}
    >
      {lab.errorMap}
    </button>
  );
}
