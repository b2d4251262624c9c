import { useParts, usePlayground } from '../playgroundContext';
import { DeletedNews } from '../rail/DeletedNews';
import { strings } from '../strings';
import { useLibrary, useLibraryStore } from './libraryContext';
import { useIsBackboneInUse } from './useIsBackboneInUse';

/** What was deleted last, adapter and backbone, and the way back. */
export function LibraryNews() {
  const { playground } = useParts();
  const library = useLibraryStore();
  const adapter = usePlayground(({ deleted }) => deleted);
  const backbone = useLibrary(({ deleted }) => deleted);
  const isInUse = useIsBackboneInUse();
  if (adapter === null && backbone === null) return null;
  const { undoDelete, forgetDeleted } = playground.getState();
  const ofLibrary = library.getState();
  return (
    <section className="library-news" aria-label={strings.news}>
      {adapter !== null && (
        <DeletedNews
          name={adapter.name}
          onUndo={() => void undoDelete()}
          onForget={forgetDeleted}
        />
      )}
      {backbone !== null && (
        <DeletedNews
          name={backbone.name}
          onUndo={() => void ofLibrary.undoDelete(!isInUse)}
          onForget={() => void ofLibrary.forgetDeleted()}
        />
      )}
    </section>
  );
}
