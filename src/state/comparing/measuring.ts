import { wholeFactor } from '../../imaging/difference';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { ComparingFacts } from './comparedPictures';
import { type PictureKey, photoKey, referenceKey } from './sides';

export function change({ get, set }: Context, facts: Partial<ComparingFacts>): void {
  set({ comparing: { ...get().comparing, ...facts } });
}

/** One after another, so that nothing is measured twice. */
export function measureSides(context: Context): void {
  const { session } = context;
  session.measuring = session.measuring.then(() => measure(context));
}

/** Measures what is complete and not measured yet against the reference. */
async function measure(context: Context): Promise<void> {
  const { meter, pictures, get, set } = context;
  const { reference, photo } = pictures;
  if (reference === null || photo === null) return;
  for (const key of picturesToMeasure(context)) {
    const image = pictures.filling(key) === null ? pictures.image(key) : null;
    const isMeasured = get().comparing.fidelities[key] !== undefined;
    if (image === null || key === referenceKey || isMeasured) continue;
    if (wholeFactor(image, reference) === null) continue;
    try {
      const scale = reference.width / photo.preview.width;
      const measured = await meter.measure(reference, image, scale);
      if (pictures.reference !== reference || pictures.image(key) !== image) return;
      change(context, { fidelities: { ...get().comparing.fidelities, [key]: measured } });
    } catch (error) {
      set({ notice: noticeOf(error) });
    }
  }
}

/** What is on screen; of a degraded photo whatever there is, since it is there to be measured. */
function picturesToMeasure({ pictures, get }: Context): ReadonlySet<PictureKey> {
  const { a, b } = pictures.sides;
  const { original, comparing } = get();
  if (original === null) return new Set([a, b]);
  return new Set([photoKey, a, b, ...comparing.results.map(({ offer }) => offer.key)]);
}

/** Where there is none any more, the meter need not hold it either. */
export function forgetReference({ meter, pictures, set }: Context): void {
  if (pictures.reference !== null) return;
  meter.forget().catch((error: unknown) => set({ notice: noticeOf(error) }));
}
