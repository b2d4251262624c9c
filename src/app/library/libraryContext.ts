import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Library } from '../../state/library/library';
import type { LibraryState } from '../../state/library/libraryState';

export const LibraryContext = createContext<Library | null>(null);

export function useLibraryStore(): Library {
  const library = use(LibraryContext);
  if (library === null) throw new Error('There is no LibraryContext around this component.');
  return library;
}

export function useLibrary<T>(select: (state: LibraryState) => T): T {
  return useStore(useLibraryStore(), select);
}
