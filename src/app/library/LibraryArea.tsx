import { lazy, Suspense } from 'react';
import { LibraryContext } from './libraryContext';
import { useLibraryDoor } from './libraryDoor';

const LibraryScreen = lazy(() => import('./LibraryScreen'));

/** Over everything; loaded when it is first opened. */
export function LibraryArea() {
  const isOpen = useLibraryDoor((door) => door.isOpen);
  const library = useLibraryDoor((door) => door.library);
  if (!isOpen) return null;
  const waiting = <section className="library" aria-busy="true" />;
  if (library === null) return waiting;
  return (
    <LibraryContext value={library}>
      <Suspense fallback={waiting}>
        <LibraryScreen />
      </Suspense>
    </LibraryContext>
  );
}
