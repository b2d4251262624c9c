import { wholeFactor } from '../../imaging/difference';
import type { ComparisonOptions } from '../../metrics/comparison';
import { photoPixels } from '../photo/photoPixels';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import { type ComparingFacts, comparisonOf } from './comparedPictures';
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
  for (const [key, options] of picturesToMeasure(context)) {
    const isMeasured = get().comparing.fidelities[key]?.[options.channels] !== undefined;
    if (key === referenceKey || isMeasured) continue;
    const result = pictures.filling(key) === null ? pictures.image(key) : null;
    const size = key === photoKey ? photo.preview : result;
    if (size === null || wholeFactor(size, reference) === null) continue;
    // Before the photo is decoded it is not known whether it stays.
    if (key === photoKey && get().opening) continue;
    try {
      const image = key === photoKey ? await photoPixels(context, photo) : result;
      if (image === null) continue;
      const measured = await meter.measure(reference, image, options);
      const isSame = key === photoKey ? pictures.photo === photo : pictures.image(key) === image;
      if (pictures.reference !== reference || !isSame) return;
      const { fidelities } = get().comparing;
      const all = { ...fidelities[key], [options.channels]: measured };
      change(context, { fidelities: { ...fidelities, [key]: all } });
    } catch (error) {
      set({ notice: noticeOf(error) });
    }
  }
}

type ToMeasure = readonly [PictureKey, ComparisonOptions];

/** What is on screen; of a degraded photo whatever there is, since it is there to be measured. */
function picturesToMeasure({ pictures, get }: Context): readonly ToMeasure[] {
  const { a, b } = pictures.sides;
  const { original, comparing } = get();
  const results = original === null ? [] : comparing.results.map(({ offer }) => offer.key);
  const keys = new Set([...(original === null ? [] : [photoKey]), a, b, ...results]);
  return [...keys].flatMap((key): ToMeasure[] => {
    const own = [key, comparisonOf(key, get())] as const;
    if (key === photoKey) return [own];
    // A gain is told from the photo measured the same way.
    return original === null ? [own] : [own, [photoKey, own[1]]];
  });
}

/** Where there is none any more, the meter need not hold it either. */
export function forgetReference({ meter, pictures, set }: Context): void {
  if (pictures.reference !== null) return;
  meter.forget().catch((error: unknown) => set({ notice: noticeOf(error) }));
}
