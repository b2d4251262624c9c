import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const sheetDoor = createStore<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }));

export function openShortcutSheet(): void {
  sheetDoor.setState({ isOpen: true });
}

export function closeShortcutSheet(): void {
  sheetDoor.setState({ isOpen: false });
}

export function useIsSheetOpen(): boolean {
  return useStore(sheetDoor, ({ isOpen }) => isOpen);
}
