import type { NoticeAction } from '../../state/notice';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import './notice.css';

/** The one place for messages: what is wrong, what to do, and a button where one click does it. */
export function NoticeArea() {
  const notice = usePlayground((state) => state.notice);
  return (
    <div className="notice-area" role="alert">
      {notice !== null && (
        <div className="notice">
          <p>
            <strong>{notice.message}</strong> {notice.advice}
          </p>
          <NoticeButtons action={notice.action} />
        </div>
      )}
    </div>
  );
}

function NoticeButtons({ action }: { readonly action: NoticeAction | null }) {
  const { playground } = useParts();
  const { restart, begin, dismissNotice } = playground.getState();
  return (
    <div className="notice-buttons">
      {action === 'restart' && (
        <button type="button" className="button" onClick={() => void restart()}>
          {strings.restartEngine}
        </button>
      )}
      {action === 'retry' && (
        <button type="button" className="button" onClick={() => void begin()}>
          {strings.tryAgain}
        </button>
      )}
      <button type="button" className="button button-quiet" onClick={dismissNotice}>
        {strings.dismiss}
      </button>
    </div>
  );
}
