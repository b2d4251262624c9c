import { useParts, usePlayground } from '../playgroundContext';
import { NoticeBox } from './NoticeBox';
import './notice.css';

/** The one place for messages. */
export function NoticeArea() {
  const { playground } = useParts();
  const notice = usePlayground((state) => state.notice);
  return (
    <div className="notice-area" role="alert">
      {notice !== null && (
        <NoticeBox notice={notice} onDismiss={playground.getState().dismissNotice} />
      )}
    </div>
  );
}
