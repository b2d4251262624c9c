import { strings } from '../strings';

interface DeletedNewsProps {
  readonly name: string;
  readonly onUndo: () => void;
  readonly onForget: () => void;
}

/** What was deleted last, and the way back. */
export function DeletedNews({ name, onUndo, onForget }: DeletedNewsProps) {
  return (
    <div className="news" role="status">
      <p>{strings.deleted(name)}</p>
      <span className="news-buttons">
        <button type="button" className="button" onClick={onUndo}>
          {strings.undo}
        </button>
        <button type="button" className="button button-quiet" onClick={onForget}>
          {strings.dismiss}
        </button>
      </span>
    </div>
  );
}
