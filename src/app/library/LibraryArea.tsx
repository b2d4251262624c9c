import { lazyPart } from '../part/lazyPart';
import { LibraryContext } from './libraryContext';
import { closeLibrary, useLibraryDoor } from './libraryDoor';

const LibraryScreen = lazyPart(async () => (await import('./LibraryScreen')).default);

/** Over everything; loaded when it is first opened. */
export function LibraryArea() {
  const isOpen = useLibraryDoor((door) => door.isOpen);
  const library = useLibraryDoor((door) => door.library);
  if (!isOpen) return null;
  const waiting = <section className="library" aria-busy="true" />;
  if (library === null) return waiting;
  return (
    <LibraryContext value={library}>
      <LibraryScreen waiting={waiting} onLeave={closeLibrary} />
    </LibraryContext>
  );
}
