import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Batch } from '../../state/batch/batch';
import type { BatchState } from '../../state/batch/batchState';
import { browserAddresses } from '../../state/photo/preview';
import { noticeOf } from '../../state/playground/notice';
import { builtOnce } from '../part/builtOnce';
import type { PlaygroundParts } from '../playgroundContext';

interface BatchLoader {
  readonly isOpen: boolean;
  /** Null until it is first opened: then its code is loaded. It goes on, shown or not. */
  readonly batch: Batch | null;
}

export const batchLoader = createStore<BatchLoader>()(() => ({ isOpen: false, batch: null }));

type BatchParts = Pick<PlaygroundParts, 'playground' | 'engine'>;

const built = builtOnce(async (parts: BatchParts): Promise<Batch> => {
  const [{ createBatch }, { BatchFolder }] = await Promise.all([
    import('../../state/batch/batch'),
    import('../../storage/batchFolder'),
  ]);
  return createBatch({ ...parts, results: new BatchFolder(), addresses: browserAddresses });
});

/** Shows the batch, and adds these photos to it; where it cannot be loaded there is a notice. */
export async function openBatch(parts: BatchParts, photos: readonly File[] = []): Promise<void> {
  batchLoader.setState({ isOpen: true });
  try {
    const batch = await built(parts);
    batch.getState().add(photos);
    batchLoader.setState({ batch });
  } catch (error) {
    batchLoader.setState({ isOpen: false });
    parts.playground.setState({ notice: noticeOf(error) });
  }
}

export function useBatchLoader<T>(select: (loader: BatchLoader) => T): T {
  return useStore(batchLoader, select);
}

const noBatch = createStore<Pick<BatchState, 'items' | 'isRunning'>>()(() => ({
  items: [],
  isRunning: false,
}));

/** Whether photos are in the batch, which a reload would empty. */
export function useIsBatchFilled(): boolean {
  const batch = useBatchLoader((loader) => loader.batch);
  return useStore(batch ?? noBatch, ({ items }) => items.length > 0);
}

/** Whether it is restoring photos. */
export function useIsBatchRunning(): boolean {
  const batch = useBatchLoader((loader) => loader.batch);
  return useStore(batch ?? noBatch, ({ isRunning }) => isRunning);
}
