import type { Context } from '../context';
import { noticeOf } from '../notice';

/** Estimates what is wrong with the photo on screen; what was begun for another one ends. */
export async function estimate({ estimator, pictures, session, set }: Context): Promise<void> {
  session.estimating?.abort();
  session.estimating = null;
  set({ estimates: null });
  const { photo } = pictures;
  if (photo === null || photo.pixels === null) return;
  const estimating = new AbortController();
  session.estimating = estimating;
  const { signal } = estimating;
  try {
    const estimates = await estimator.estimate(photo.pixels, photo.source, signal);
    if (!signal.aborted) set({ estimates });
  } catch (error) {
    if (!signal.aborted) set({ notice: noticeOf(error) });
  }
}
