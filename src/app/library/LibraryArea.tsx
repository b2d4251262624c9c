import { lazyPart } from '../part/lazyPart';
import { LibraryContext } from './libraryContext';
import { closeLibrary, useLibraryLoader } from './libraryLoader';

const LibraryScreen = lazyPart(async () => (await import('./LibraryScreen')).default);

/** Over everything; loaded when it is first opened. */
export function LibraryArea() {
  const isOpen = useLibraryLoader((loader) => loader.isOpen);
  const library = useLibraryLoader((loader) => loader.library);
  if (!isOpen) return null;
  const waiting = <section className="library" aria-busy="true" />;
  if (library === null) return waiting;
  return (
    <LibraryContext value={library}>
      <LibraryScreen waiting={waiting} onLeave={closeLibrary} />
    </LibraryContext>
  );
}
