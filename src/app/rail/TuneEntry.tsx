import { useParts } from '../playgroundContext';
import { strings } from '../strings';

/** The way to the Tune screen. */
export function TuneEntry() {
  const { tuning } = useParts();
  return (
    <button
      type="button"
      className="button button-quiet"
      data-testid="tune-entry"
      onClick={() => tuning.getState().open()}
    >
      {strings.tune.entry}
    </button>
  );
}
