import { PhotoError } from '../../engine/errors';
import { wholeFactor } from '../../imaging/difference';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Fidelity } from '../../metrics/fidelity';
import { chosenAs } from '../adapters/mixes';
import { everyOffer, type Offer, offerUnder } from '../adapters/offers';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import type { PlaygroundFacts, ResultFacts } from '../playground/playgroundState';
import { take } from '../restoring/restoring';
import {
  type PictureKey,
  photoAlone,
  photoKey,
  referenceKey,
  type Sides,
  settledSides,
} from './sides';

/** What of a photo can be compared, and how close it comes to the reference. */
export interface ComparingFacts {
  readonly sides: Sides;
  /** Complete results that are still kept, the last one last. */
  readonly results: readonly ResultFacts[];
  readonly reference: ReferenceFacts | null;
  /** Against the reference; as far as they are measured. */
  readonly fidelities: Readonly<Record<PictureKey, Fidelity>>;
}

export interface ReferenceFacts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export const nothingCompared: ComparingFacts = {
  sides: photoAlone,
  results: [],
  reference: null,
  fidelities: {},
};

/** Looking at any two of a photo, its results and its reference. */
export function comparingActions(
  context: Context,
): Pick<PlaygroundActions, 'compare' | 'openReference' | 'removeReference'> {
  const { engine, pictures, session, set, get } = context;

  return {
    async compare(side, key) {
      changeSides(context, { ...get().comparing.sides, [side]: key });
      const offer = offerUnder(key, get());
      if (offer === null || get().run?.offer.key === key) return;
      const kept = keptResult(context, offer);
      if (kept === null) await take(context, key);
      // What is on B is what would be saved, unless a run is about to bring something newer.
      else if (side === 'b' && get().run === null) showResult(context, kept);
      settleSides(context);
    },

    async openReference(file) {
      const { photo } = get();
      if (photo === null) return;
      const turn = session.photosOpened;
      set({ notice: null });
      let pixels: RgbaImage;
      try {
        pixels = await engine.decode(file, photo.colorSpace);
        requireFittingReference(file.name, pixels, photo, everyOffer(get()));
      } catch (error) {
        if (turn === session.photosOpened) set({ notice: noticeOf(error) });
        return;
      }
      if (turn !== session.photosOpened) return;
      const { width, height } = pixels;
      pictures.setReference(pixels);
      change(context, { reference: { name: file.name, width, height }, fidelities: {} });
      changeSides(context, { ...get().comparing.sides, a: referenceKey });
    },

    removeReference() {
      pictures.setReference(null);
      forgetReference(context);
      change(context, { reference: null, fidelities: {} });
      settleSides(context);
    },
  };
}

type Size = Pick<RgbaImage, 'width' | 'height'>;
type Compared = Pick<PlaygroundFacts, 'photo' | 'comparing'>;

/** Of one of the pictures; null where it is not known yet. */
export function sizeOfPicture(key: PictureKey, { photo, comparing }: Compared): Size | null {
  if (key === photoKey) return photo;
  if (key === referenceKey) return comparing.reference;
  return comparing.results.find(({ offer }) => offer.key === key)?.report ?? null;
}

/** The reference is a whole number of times as large, once or more. True while that is not known. */
export function isMeasurable(key: PictureKey, facts: Compared): boolean {
  const size = sizeOfPicture(key, facts);
  const { reference } = facts.comparing;
  return size === null || reference === null || wholeFactor(size, reference) !== null;
}

/** The sizes of what is compared where no pixel of one lies on one of the other; else null. */
export function sizesApart(facts: Compared): readonly [Size, Size] | null {
  const { a, b } = facts.comparing.sides;
  const [first, second] = [sizeOfPicture(a, facts), sizeOfPicture(b, facts)];
  if (first === null || second === null) return null;
  const lie = wholeFactor(first, second) ?? wholeFactor(second, first);
  return lie === null ? [first, second] : null;
}

/** Where there is none any more, the meter need not hold it either. */
export function forgetReference({ meter, pictures, set }: Context): void {
  if (pictures.reference !== null) return;
  meter.forget().catch((error: unknown) => set({ notice: noticeOf(error) }));
}

/** Puts what is being restored on B, unless it is on A already. */
export function seeRun(context: Context, key: PictureKey): void {
  const { sides } = context.get().comparing;
  if (sides.a !== key) changeSides(context, { ...sides, b: key });
}

/** The result of this very offer, if it is still kept: an adapter brought again has none. */
export function keptResult({ pictures, get }: Context, offer: Offer): ResultFacts | null {
  const kept = get().comparing.results.find((result) => result.offer.key === offer.key);
  if (kept === undefined) return null;
  if (kept.offer.adapter !== offer.adapter || kept.offer.second !== offer.second) return null;
  return pictures.hasResult(offer.key) ? kept : null;
}

/** Takes a finished run's result into the list, which its older ones may have left. */
export function keepResult(context: Context, result: ResultFacts): void {
  const { pictures, get } = context;
  const { results, fidelities } = get().comparing;
  const { key } = result.offer;
  const kept = results.filter(({ offer }) => offer.key !== key && pictures.hasResult(offer.key));
  const { [key]: _, ...stillTrue } = fidelities;
  change(context, { results: [...kept, result], fidelities: stillTrue });
  measureSides(context);
}

/** A kept result is on B and would be saved, at once: nothing is computed. */
export function showResult(context: Context, result: ResultFacts): void {
  const { pictures, get, set } = context;
  const { key } = result.offer;
  get().cancel();
  pictures.bringBack(key);
  set({ ...chosenAs(key, get().blends), result, runFailed: false });
  changeSides(context, { ...get().comparing.sides, b: key });
}

/** After a run that brought nothing, or a reference that was removed. */
export function settleSides(context: Context): void {
  const { pictures, get } = context;
  const { run, result, comparing } = get();
  const exists = (key: PictureKey) =>
    key === photoKey ||
    (key === referenceKey && comparing.reference !== null) ||
    pictures.hasResult(key) ||
    run?.offer.key === key;
  const { a, b } = comparing.sides;
  const settled = settledSides(comparing.sides, exists, result?.offer.key ?? null);
  if (settled.a !== a || settled.b !== b) changeSides(context, settled);
}

function changeSides(context: Context, sides: Sides): void {
  context.pictures.compare(sides);
  change(context, { sides });
  measureSides(context);
}

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

function requireFittingReference(
  name: string,
  { width, height }: RgbaImage,
  photo: ReferenceFacts,
  offers: readonly Offer[],
): void {
  const scales = [...new Set([1, ...offers.map(({ scale }) => scale)])].sort((a, b) => a - b);
  const fits = (scale: number) => width === photo.width * scale && height === photo.height * scale;
  if (scales.some(fits)) return;
  const larger = scales.filter((scale) => scale > 1).join(', ');
  throw new PhotoError(
    `“${name}” has ${width} × ${height} pixels and can't be the reference of a photo of ${photo.width} × ${photo.height}.`,
    larger === ''
      ? 'A reference shows the same scene in exactly the photo’s size.'
      : `A reference shows the same scene in exactly the photo’s size, or ${larger} times as wide and high.`,
  );
}
