import type { Notice } from '../../state/playground/notice';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import './notice.css';

interface NoticeBoxProps {
  readonly notice: Notice;
  readonly onDismiss: () => void;
}

/** What is wrong, what to do, and a button where one click does it. */
export function NoticeBox({ notice: { message, advice, action }, onDismiss }: NoticeBoxProps) {
  const { playground } = useParts();
  const { restart, begin } = playground.getState();
  return (
    <div className="notice">
      <p>
        <strong>{message}</strong> {advice}
      </p>
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
        <button type="button" className="button button-quiet" onClick={onDismiss}>
          {strings.dismiss}
        </button>
      </div>
    </div>
  );
}

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
