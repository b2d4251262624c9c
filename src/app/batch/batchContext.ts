import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Batch } from '../../state/batch/batch';
import type { BatchState } from '../../state/batch/batchState';

export const BatchContext = createContext<Batch | null>(null);

export function useBatchStore(): Batch {
  const batch = use(BatchContext);
  if (batch === null) throw new Error('There is no BatchContext around this component.');
  return batch;
}

export function useBatch<T>(select: (state: BatchState) => T): T {
  return useStore(useBatchStore(), select);
}
