import { openLibrary } from '../library/libraryLoader';
import { useParts } from '../playgroundContext';
import { strings } from '../strings';

/** Where the focus goes back to. */
export const libraryEntryId = 'library-entry';

/** The way to the library. */
export function LibraryEntry() {
  const parts = useParts();
  return (
    <button
      type="button"
      className="button button-quiet"
      id={libraryEntryId}
      onClick={() => void openLibrary(parts)}
    >
      {strings.openLibrary}
    </button>
  );
}
