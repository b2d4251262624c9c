import type { RestoreReport } from '../../engine/protocol';
import { wholeFactor } from '../../imaging/difference';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { type Channels, type ComparisonOptions, comparisonFor } from '../../metrics/comparison';
import type { Fidelity } from '../../metrics/fidelity';
import type { ChosenFacts } from '../adapters/mixes';
import { chosenOffer, everyOffer, type Offer, type Offered, offerOf } from '../adapters/offers';
import { type PictureKey, photoAlone, photoKey, referenceKey, type Sides } from './sides';

/** A complete result, and how it came about. */
export interface ResultFacts {
  readonly offer: Offer;
  readonly report: RestoreReport;
}

/** What of a photo can be compared, and how close it comes to the reference. */
export interface ComparingFacts {
  readonly sides: Sides;
  /** Complete results that are still kept, the last one last. */
  readonly results: readonly ResultFacts[];
  readonly reference: ReferenceFacts | null;
  /** By their keys, what was restored since the photo came, and is being restored. */
  readonly offers: Readonly<Record<PictureKey, Offer>>;
  /** Against the reference; as far as they are measured. */
  readonly fidelities: Readonly<Record<PictureKey, Measured>>;
}

/** By what was compared: the photo is measured as each of its results is. */
export type Measured = Readonly<Partial<Record<Channels, Fidelity>>>;

export interface ReferenceFacts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export const nothingCompared: ComparingFacts = {
  sides: photoAlone,
  results: [],
  offers: {},
  reference: null,
  fidelities: {},
};

type Size = Pick<RgbaImage, 'width' | 'height'>;

export interface Compared {
  readonly photo: Size | null;
  readonly comparing: ComparingFacts;
}

/**
 * What restores a picture, of what there is now; null for the photo and its reference, and where an
 * adapter is gone.
 */
export function offerOfPicture(
  key: PictureKey,
  facts: Pick<Compared, 'comparing'> & Offered & ChosenFacts,
): Offer | null {
  const known = facts.comparing.offers[key];
  if (known !== undefined) return offerOf(known, facts);
  return [chosenOffer(facts), ...everyOffer(facts)].find((offer) => offer?.key === key) ?? null;
}

/**
 * What of a picture is compared with the reference: it goes by the task of what restored it, and for
 * the photo by that of the result beside it.
 */
export function comparisonOf(
  key: PictureKey,
  { photo, comparing }: Compared,
): Required<ComparisonOptions> {
  const { offers, reference, sides } = comparing;
  const scale = (reference?.width ?? 1) / (photo?.width ?? 1);
  const beside = sides.b === key ? sides.a : sides.b;
  const offer = offers[key] ?? offers[beside];
  return comparisonFor(offer?.adapter?.task ?? null, scale);
}

/** How close a picture comes to the reference; undefined until that is measured. */
export function fidelityOf(key: PictureKey, facts: Compared): Fidelity | undefined {
  return facts.comparing.fidelities[key]?.[comparisonOf(key, facts).channels];
}

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
