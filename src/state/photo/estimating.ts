import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import { isMissing, withHandle } from './photoPixels';

/** Estimates what is wrong with the photo on screen; what was begun for another one ends. */
export async function estimate(context: Context): Promise<void> {
  const { engine, estimator, pictures, session, set } = context;
  session.estimating?.abort();
  session.estimating = null;
  const { photo } = pictures;
  const isThere = photo !== null && !isMissing(photo);
  set({ estimates: null, estimating: isThere });
  if (!isThere) return;
  const estimating = new AbortController();
  session.estimating = estimating;
  const { signal } = estimating;
  try {
    const sample = await withHandle(context, photo, (handle) => engine.photoSample(handle));
    if (signal.aborted) return;
    const estimates = await estimator.estimate(sample, photo.source, signal);
    if (!signal.aborted) set({ estimates, estimating: false });
  } catch (error) {
    if (!signal.aborted) set({ estimating: false, notice: noticeOf(error) });
  }
}
