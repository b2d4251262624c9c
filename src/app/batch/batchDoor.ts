import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface BatchDoor {
  readonly isOpen: boolean;
  /** It was opened once: from then on the batch goes on, shown or not. */
  readonly isBuilt: boolean;
  /** Photos on their way in, until the batch takes them. */
  readonly incoming: readonly File[];
}

/** Stands for the batch until someone needs it: the batch itself is loaded then. */
export const batchDoor = createStore<BatchDoor>()(() => ({
  isOpen: false,
  isBuilt: false,
  incoming: [],
}));

export function openBatch(photos: readonly File[] = []): void {
  const incoming = [...batchDoor.getState().incoming, ...photos];
  batchDoor.setState({ isOpen: true, isBuilt: true, incoming });
}

export function useBatchDoor<T>(select: (door: BatchDoor) => T): T {
  return useStore(batchDoor, select);
}
