import { useParts } from '../playgroundContext';
import { strings } from '../strings';

/** Where the focus goes back to. */
export const tuneEntryId = 'tune-entry';

/** The way to the Tune screen. */
export function TuneEntry() {
  const { tuning } = useParts();
  return (
    <button
      type="button"
      className="button button-quiet"
      id={tuneEntryId}
      onClick={() => tuning.getState().open()}
    >
      {strings.tune.entry}
    </button>
  );
}
