import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Library } from '../../state/library/library';
import { noticeOf } from '../../state/playground/notice';
import { builtOnce } from '../part/builtOnce';
import type { PlaygroundParts } from '../playgroundContext';

interface LibraryDoor {
  readonly isOpen: boolean;
  /** Null until it is first opened: then its code is loaded. */
  readonly library: Library | null;
}

export const libraryDoor = createStore<LibraryDoor>()(() => ({ isOpen: false, library: null }));

export type LibraryParts = Pick<
  PlaygroundParts,
  'playground' | 'tuning' | 'engine' | 'models' | 'shelf'
>;

const built = builtOnce(async ({ shelf: adapters, ...parts }: LibraryParts): Promise<Library> => {
  const [{ createLibrary }, { BackboneShelf }, storage] = await Promise.all([
    import('../../state/library/library'),
    import('../../storage/backboneShelf'),
    import('../../storage/browserStorage'),
  ]);
  return createLibrary({ ...parts, adapters, backbones: new BackboneShelf(), storage });
});

/** Shows the library. @returns null where it could not be loaded; then there is a notice. */
export async function openLibrary(parts: LibraryParts): Promise<Library | null> {
  parts.tuning.getState().close();
  libraryDoor.setState({ isOpen: true });
  try {
    const library = libraryDoor.getState().library ?? (await built(parts));
    libraryDoor.setState({ library });
    await library.getState().refresh();
    return library;
  } catch (error) {
    closeLibrary();
    parts.playground.setState({ notice: noticeOf(error) });
    return null;
  }
}

export function closeLibrary(): void {
  libraryDoor.setState({ isOpen: false });
}

export function useLibraryDoor<T>(select: (door: LibraryDoor) => T): T {
  return useStore(libraryDoor, select);
}
