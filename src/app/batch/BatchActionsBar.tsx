import { formatTimeLeft } from '../formats';
import { usePlayground } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { strings } from '../strings';
import { batch as batchWords } from '../strings/batch';
import { useBatch, useBatchStore } from './batchContext';

/** How far the batch is; start, pause, and the ZIP. */
export function BatchActionsBar() {
  const batch = useBatchStore();
  const items = useBatch((state) => state.items);
  const isRunning = useBatch((state) => state.isRunning);
  const secondsLeft = useBatch((state) => state.secondsLeft);
  const zipping = useBatch((state) => state.zipping);
  const problem = useBatch((state) => state.problem);
  const isReady = usePlayground((state) => state.phase === 'ready');
  const count = (state: string) => items.filter((item) => item.state === state).length;
  const waiting = count('waiting') + count('running');
  const toZip = items.filter(({ result }) => result !== null && result.file !== null).length;
  const save = async () => {
    const zip = await batch.getState().zip();
    if (zip !== null) saveFile(zip, batchWords.zipName);
  };
  return (
    <footer className="batch-foot">
      <div className="batch-standing">
        <p role="status">{batchWords.standing(count('done'), count('failed'), items.length)}</p>
        {isRunning && secondsLeft !== null && (
          <p className="batch-time">{strings.timeLeft(formatTimeLeft(secondsLeft))}</p>
        )}
        {problem !== null && <p role="alert">{problem}</p>}
      </div>
      {toZip > 0 && !isRunning && (
        <button
          type="button"
          className={waiting === 0 ? 'button button-primary' : 'button'}
          aria-disabled={zipping}
          onClick={() => void save()}
        >
          {zipping ? strings.saving : batchWords.saveZip(toZip)}
        </button>
      )}
      {isRunning ? (
        <button type="button" className="button" onClick={() => batch.getState().pause()}>
          {batchWords.pause}
        </button>
      ) : (
        waiting > 0 && (
          <button
            type="button"
            className="button button-primary"
            disabled={!isReady}
            onClick={() => void batch.getState().start()}
          >
            {count('done') + count('failed') > 0
              ? batchWords.goOn(waiting)
              : batchWords.start(waiting)}
          </button>
        )
      )}
    </footer>
  );
}
