import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';

/** Estimates what is wrong with the photo on screen; what was begun for another one ends. */
export async function estimate({ estimator, pictures, session, set }: Context): Promise<void> {
  session.estimating?.abort();
  session.estimating = null;
  const { photo } = pictures;
  const pixels = photo?.pixels ?? null;
  set({ estimates: null, estimating: pixels !== null });
  if (photo === null || pixels === null) return;
  const estimating = new AbortController();
  session.estimating = estimating;
  const { signal } = estimating;
  try {
    const estimates = await estimator.estimate(pixels, photo.source, signal);
    if (!signal.aborted) set({ estimates, estimating: false });
  } catch (error) {
    if (!signal.aborted) set({ estimating: false, notice: noticeOf(error) });
  }
}
