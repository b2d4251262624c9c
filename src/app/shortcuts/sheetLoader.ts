import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const sheetLoader = createStore<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }));

export function openShortcutSheet(): void {
  sheetLoader.setState({ isOpen: true });
}

export function closeShortcutSheet(): void {
  sheetLoader.setState({ isOpen: false });
}

export function useIsSheetOpen(): boolean {
  return useStore(sheetLoader, ({ isOpen }) => isOpen);
}
