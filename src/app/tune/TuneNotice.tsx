import { NoticeBox } from '../notice/NoticeBox';
import { useParts, useTuning } from '../playgroundContext';

/** What went wrong with what was asked for last. */
export function TuneNotice() {
  const { tuning } = useParts();
  const notice = useTuning((state) => state.notice);
  return (
    <div className="tune-alert" role="alert">
      {notice !== null && <NoticeBox notice={notice} onDismiss={tuning.getState().dismissNotice} />}
    </div>
  );
}
