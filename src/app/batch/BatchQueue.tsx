import type { BatchItem } from '../../state/batch/batchState';
import { formatFileSize } from '../formats';
import { batch as batchWords } from '../strings/batch';
import { useBatch, useBatchStore } from './batchContext';

/** Every photo of the batch, and how it stands with it. */
export function BatchQueue() {
  const items = useBatch((state) => state.items);
  if (items.length === 0) return <p className="batch-empty">{batchWords.empty}</p>;
  return (
    <ul className="batch-queue" aria-label={batchWords.queue}>
      {items.map((item) => (
        <QueueRow key={item.id} item={item} />
      ))}
    </ul>
  );
}

function QueueRow({ item }: { readonly item: BatchItem }) {
  const batch = useBatchStore();
  const { id, name, state, progress, thumbnail } = item;
  return (
    <li className="batch-item" data-state={state}>
      <span className="batch-thumbnail">
        {thumbnail !== null && <img src={thumbnail} alt="" />}
      </span>
      <span className="batch-text">
        <span className="batch-name">{name}</span>
        <span className="batch-detail">{detail(item)}</span>
        {state === 'running' && (
          <progress
            className="run-progress"
            aria-label={batchWords.progressOf(name)}
            max={1}
            value={progress}
          />
        )}
      </span>
      <span className="batch-buttons">
        {state === 'failed' && (
          <button type="button" className="button" onClick={() => batch.getState().retry(id)}>
            {batchWords.retry}
          </button>
        )}
        <button
          type="button"
          className="button button-quiet"
          aria-label={batchWords.removeNamed(name)}
          title={batchWords.remove}
          onClick={() => batch.getState().remove(id)}
        >
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <path d="m4 4 8 8m0-8-8 8" />
          </svg>
        </button>
      </span>
    </li>
  );
}

function detail({ state, bytes, progress, result, problem }: BatchItem): string {
  if (state === 'failed') return problem ?? '';
  if (state === 'running') return batchWords.percent(Math.round(progress * 100));
  if (result !== null) return batchWords.became(result.name, formatFileSize(result.bytes));
  return `${batchWords.waiting} · ${formatFileSize(bytes)}`;
}
