import { kindOfMix } from '../../files/adapterKind';
import type { PlaygroundFacts } from '../playground/playgroundState';
import type { Offer } from './offers';

/** What can be mixed into an adapter: the others of its head, and those of another kind apart. */
export interface MixCandidates {
  readonly fitting: readonly Offer[];
  /** No one adapter holds both kinds. */
  readonly ofOtherKinds: readonly Offer[];
}

export function mixCandidates(
  { adapter }: Offer,
  offers: PlaygroundFacts['offers'],
): MixCandidates {
  const others = offers.filter(
    (other) => other.adapter !== null && other.adapter.id !== adapter?.id,
  );
  const ofHead = others.filter((other) => other.adapter?.head === adapter?.head);
  const fits = (other: Offer) =>
    adapter !== null &&
    other.adapter !== null &&
    kindOfMix(adapter.kind, other.adapter.kind) !== null;
  return { fitting: ofHead.filter(fits), ofOtherKinds: ofHead.filter((other) => !fits(other)) };
}
