import { kindOfMix } from '../../files/adapterKind';
import { type Offer, offerUnder } from '../choices';
import { keptResult, showResult } from '../comparing';
import type { Context } from '../context';
import { noticeOf } from '../notice';
import { adopt } from '../ownAdapters';
import type { PlaygroundActions } from '../playgroundActions';
import type { PlaygroundFacts } from '../playgroundState';
import { take } from '../restoring';
import { adapterKey, blendedKey, chosenKey } from './blends';
import { glimpse } from './glimpsing';

/**
 * Milliseconds that a strength stays before the photo is restored with it: a slider that moves on
 * would end the run that it began.
 */
export const blendingPause = 150;

/** Applying the chosen adapter more or less strongly, and mixing another one in. */
export function blendingActions(context: Context): Pick<PlaygroundActions, 'blend' | 'saveBlend'> {
  const { engine, session, set, get } = context;

  return {
    async blend(blend) {
      const { chosen, blends } = get();
      if (chosen === null) return;
      const key = blendedKey(chosen, blend);
      const offer = offerUnder(key, get());
      if (offer === null || key === chosenKey(get())) return;
      set({ blends: { ...blends, [chosen]: blend }, notice: null });
      const turn = ++session.blendsAsked;
      const kept = keptResult(context, offer);
      if (kept !== null) return showResult(context, kept);
      void glimpse(context, offer);
      await new Promise((resolve) => setTimeout(resolve, blendingPause));
      if (session.blendsAsked === turn && chosenKey(get()) === key) await take(context, key);
    },

    async saveBlend(name) {
      const parts = partsOf(offerUnder(chosenKey(get()), get()));
      if (parts === null || get().savingBlend) return;
      set({ notice: null, savingBlend: true });
      let saved: string;
      try {
        const file = await engine.mixedAdapter(parts, name);
        const adapter = await engine.loadAdapter(file);
        await adopt(context, adapter, file);
        saved = adapterKey(adapter.id);
      } catch (error) {
        set({ notice: noticeOf(error) });
        return;
      } finally {
        set({ savingBlend: false });
      }
      await take(context, saved);
    },
  };
}

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

function partsOf(offer: Offer | null) {
  if (offer?.choice.kind === 'mix') return offer.choice.parts;
  if (offer?.choice.kind !== 'adapter') return null;
  const { id, strength = 1 } = offer.choice;
  return [{ id, strength }];
}
