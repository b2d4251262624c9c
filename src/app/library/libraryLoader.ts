import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Library } from '../../state/library/library';
import { noticeOf } from '../../state/playground/notice';
import { builtOnce } from '../part/builtOnce';
import type { PlaygroundParts } from '../playgroundContext';

interface LibraryLoader {
  readonly isOpen: boolean;
  /** Null until it is first opened: then its code is loaded. */
  readonly library: Library | null;
}

export const libraryLoader = createStore<LibraryLoader>()(() => ({ isOpen: false, library: null }));

export type LibraryParts = Pick<
  PlaygroundParts,
  'playground' | 'tuning' | 'engine' | 'models' | 'adapterStore'
>;

const built = builtOnce(
  async ({ adapterStore: adapters, ...parts }: LibraryParts): Promise<Library> => {
    const [{ createLibrary }, { BackboneStore }, storage] = await Promise.all([
      import('../../state/library/library'),
      import('../../storage/backboneStore'),
      import('../../storage/browserStorage'),
    ]);
    return createLibrary({ ...parts, adapters, backbones: new BackboneStore(), storage });
  },
);

/** Shows the library. @returns null where it could not be loaded; then there is a notice. */
export async function openLibrary(parts: LibraryParts): Promise<Library | null> {
  parts.tuning.getState().close();
  libraryLoader.setState({ isOpen: true });
  try {
    const library = libraryLoader.getState().library ?? (await built(parts));
    libraryLoader.setState({ library });
    await library.getState().refresh();
    return library;
  } catch (error) {
    closeLibrary();
    parts.playground.setState({ notice: noticeOf(error) });
    return null;
  }
}

export function closeLibrary(): void {
  libraryLoader.setState({ isOpen: false });
}

export function useLibraryLoader<T>(select: (loader: LibraryLoader) => T): T {
  return useStore(libraryLoader, select);
}
