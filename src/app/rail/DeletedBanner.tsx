import { strings } from '../strings';

interface DeletedBannerProps {
  readonly name: string;
  readonly onUndo: () => void;
  readonly onForget: () => void;
}

/** What was deleted last, and the way back. */
export function DeletedBanner({ name, onUndo, onForget }: DeletedBannerProps) {
  return (
    <div className="banner" role="status">
      <p>{strings.deleted(name)}</p>
      <span className="banner-buttons">
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
