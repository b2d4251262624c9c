import { wholeFactor } from '../../imaging/difference';
import type { ComparisonOptions } from '../../metrics/comparison';
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
    const image = pictures.filling(key) === null ? pictures.image(key) : null;
    const isMeasured = get().comparing.fidelities[key]?.[options.channels] !== undefined;
    if (image === null || key === referenceKey || isMeasured) continue;
    if (wholeFactor(image, reference) === null) continue;
    try {
      const measured = await meter.measure(reference, image, options);
      if (pictures.reference !== reference || pictures.image(key) !== image) return;
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
