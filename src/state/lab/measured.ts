import type { Fidelity } from '../../metrics/fidelity';
import { type Offer, offerOf } from '../adapters/offers';
import { fidelityOf, isMeasurable } from '../comparing/comparedPictures';
import { type PictureKey, photoKey } from '../comparing/sides';
import type { PlaygroundFacts } from '../playground/playgroundState';

/** A picture of this damage, and how close it comes to the original. */
export interface MeasuredPicture {
  readonly key: PictureKey;
  /** Null for the degraded photo itself. */
  readonly offer: Offer | null;
  /** Null until it is measured. */
  readonly fidelity: Fidelity | null;
  /** dB of PSNR above the degraded photo; null where one of the two is not known, or is perfect. */
  readonly gain: number | null;
  /** It can be measured: no size tells it from the original that a whole factor doesn't mend. */
  readonly fits: boolean;
}

type Measured = Pick<PlaygroundFacts, 'comparing' | 'run' | 'offers' | 'backbone' | 'photo'>;

/** The degraded photo, then everything that was restored from it, in the order in which it came. */
export function measuredPictures(facts: Measured): readonly MeasuredPicture[] {
  const { comparing, run } = facts;
  const { fidelities, results, offers: known } = comparing;
  const measured = (key: PictureKey, offer: Offer | null): MeasuredPicture => {
    const fidelity = fidelityOf(key, facts) ?? null;
    const input = fidelity === null ? undefined : fidelities[photoKey]?.[fidelity.channels];
    const gain = offer === null ? null : gainOver(input, fidelity);
    return { key, offer, fidelity, gain, fits: isMeasurable(key, facts) };
  };
  const offers = new Map<PictureKey, Offer>();
  for (const key of Object.keys(fidelities)) {
    const offer = offerOf(known[key] ?? null, facts);
    if (offer !== null) offers.set(key, offer);
  }
  for (const { offer } of results) offers.set(offer.key, offer);
  if (run !== null) offers.set(run.offer.key, run.offer);
  return [measured(photoKey, null), ...[...offers].map(([key, offer]) => measured(key, offer))];
}

function gainOver(input: Fidelity | undefined, result: Fidelity | null): number | null {
  if (input === undefined || result === null) return null;
  const gain = result.psnr - input.psnr;
  return Number.isFinite(gain) ? gain : null;
}
