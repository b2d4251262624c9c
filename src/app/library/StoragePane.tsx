import { useId } from 'react';
import type { SpaceUsed } from '../../storage/browserStorage';
import { formatSpace } from '../formats';
import { library } from '../strings/library';
import { useLibrary, useLibraryStore } from './libraryContext';

const kinds = ['adapters', 'backbones', 'unfinished', 'page'] as const;

/** What all this takes in the browser, and whether it stays there. */
export function StoragePane() {
  const heading = useId();
  const space = useLibrary((state) => state.space);
  return (
    <aside className="library-storage" aria-labelledby={heading}>
      <h3 id={heading}>{library.space}</h3>
      {space === null ? <p>{library.spaceUnknown}</p> : <Space space={space} />}
      <Persistence />
    </aside>
  );
}

function Space({ space }: { readonly space: SpaceUsed }) {
  const { used, quota, adapters, backbones, unfinished } = space;
  // The browser's own account may lag behind.
  const page = Math.max(0, used - adapters - backbones - unfinished);
  const bytes = { adapters, backbones, unfinished, page };
  const all = Math.max(1, adapters + backbones + unfinished + page);
  return (
    <>
      <p>{library.spaceUsed(formatSpace(used), formatSpace(quota))}</p>
      <div className="space-bar" aria-hidden="true">
        {kinds.map((kind) => (
          <span key={kind} data-kind={kind} style={{ width: `${(100 * bytes[kind]) / all}%` }} />
        ))}
      </div>
      <dl className="space-kinds">
        {kinds.map((kind) => (
          <div key={kind} data-kind={kind}>
            <dt>{library.spaceOf[kind]}</dt>
            <dd>{formatSpace(bytes[kind])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Persistence() {
  const store = useLibraryStore();
  const persistence = useLibrary((state) => state.persistence);
  const canAsk = persistence === 'not-promised' || persistence === 'refused';
  return (
    <div className="library-keep">
      <h4>{library.keep}</h4>
      <p role="status">{library.persistence[persistence]}</p>
      {canAsk && (
        <button
          type="button"
          className="button"
          onClick={() => void store.getState().askToPersist()}
        >
          {library.askToKeep}
        </button>
      )}
    </div>
  );
}
