import { useParts, useTuning } from '../playgroundContext';
import { strings } from '../strings';

/** What went wrong with what was asked for last. */
export function TuneNotice() {
  const { tuning } = useParts();
  const notice = useTuning((state) => state.notice);
  return (
    <div className="tune-alert" role="alert">
      {notice !== null && (
        <div className="notice">
          <p>
            <strong>{notice.message}</strong> {notice.advice}
          </p>
          <button
            type="button"
            className="button button-quiet"
            onClick={() => tuning.getState().dismissNotice()}
          >
            {strings.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
