import { useParts, usePlayground } from '../playgroundContext';
import { DeletedBanner } from '../rail/DeletedBanner';
import { strings } from '../strings';
import { useLibrary, useLibraryStore } from './libraryContext';
import { useIsBackboneInUse } from './useIsBackboneInUse';

/** What was deleted last, adapter and backbone, and the way back. */
export function LibraryBanner() {
  const { playground } = useParts();
  const library = useLibraryStore();
  const adapter = usePlayground(({ deleted }) => deleted);
  const backbone = useLibrary(({ deleted }) => deleted);
  const isInUse = useIsBackboneInUse();
  if (adapter === null && backbone === null) return null;
  const { undoDelete, forgetDeleted } = playground.getState();
  const ofLibrary = library.getState();
  return (
    <section className="library-banner" aria-label={strings.banner}>
      {adapter !== null && (
        <DeletedBanner
          name={adapter.name}
          onUndo={() => void undoDelete()}
          onForget={forgetDeleted}
        />
      )}
      {backbone !== null && (
        <DeletedBanner
          name={backbone.name}
          onUndo={() => void ofLibrary.undoDelete(!isInUse)}
          onForget={() => void ofLibrary.forgetDeleted()}
        />
      )}
    </section>
  );
}
