import type { BatchItem } from './batchState';

/** What was restored since the batch was started, and how long that took. */
export interface Pace {
  readonly seconds: number;
  /** With the part of the running one that is done. */
  readonly photos: number;
}

/** Less says too little. */
const fewestPhotos = 0.1;

/** Seconds until the queue is empty, as if all photos took alike; null before that can be told. */
export function secondsLeft(
  { seconds, photos }: Pace,
  items: readonly Pick<BatchItem, 'state' | 'progress'>[],
): number | null {
  if (photos < fewestPhotos) return null;
  const left = items.reduce((sum, { state, progress }) => {
    if (state === 'waiting') return sum + 1;
    return state === 'running' ? sum + 1 - progress : sum;
  }, 0);
  return (seconds / photos) * left;
}
