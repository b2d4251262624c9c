import { type AppliedRow, asTrained, chosenRow, isSameApplied } from '../adapters/mixes';
import { chosenOffer, type Offer, offerOf } from '../adapters/offers';
import { keptResult, showResult } from '../comparing/changingSides';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import { chooseAndRestore } from './choosing';

/**
 * Milliseconds that a strength stays before the photo is restored with it: a slider that moves on
 * would end the run that it began.
 */
export const mixPause = 150;

/** Applying the chosen adapter more or less strongly, and mixing another one in. */
export function mixActions(context: Context): Pick<PlaygroundActions, 'setMix' | 'saveMix'> {
  const { session, set, get } = context;

  return {
    async setMix(mix) {
      const { chosen, mixes } = get();
      if (chosen === null) return;
      const applied: AppliedRow = { row: chosen, mix };
      const offer = offerOf(applied, get());
      if (offer === null || isSameApplied(applied, chosenRow(get()))) return;
      set({ mixes: { ...mixes, [chosen]: mix }, notice: null });
      const turn = ++session.mixesAsked;
      const kept = keptResult(context, offer);
      if (kept !== null) return showResult(context, kept);
      if (session.livePreviewSide !== null) void livePreviewLater(context, offer);
      await new Promise((resolve) => setTimeout(resolve, mixPause));
      const isChosen = isSameApplied(applied, chosenRow(get()));
      if (session.mixesAsked === turn && isChosen) await chooseAndRestore(context, applied);
    },

    saveMix: (name) => saveMix(context, name),
  };
}

/** Makes what is chosen, as it is mixed, an adapter of one's own, and chooses that. */
async function saveMix(context: Context, name: string): Promise<void> {
  const { set, get } = context;
  const offer = chosenOffer(get());
  if (offer === null || get().savingMix) return;
  set({ notice: null, savingMix: true });
  let saved: string | null = null;
  try {
    // Few mixes are saved: the code is no part of the first view.
    const { savedMix } = await import('../adapters/savingMix');
    saved = await savedMix(context, offer, name);
  } catch (error) {
    set({ notice: noticeOf(error) });
  } finally {
    set({ savingMix: false });
  }
  if (saved !== null) await chooseAndRestore(context, { row: saved, mix: asTrained });
}

/** Few devices are fast enough for it: its code is no part of the first view. */
async function livePreviewLater(context: Context, offer: Offer): Promise<void> {
  try {
    const { livePreview } = await import('./livePreview');
    await livePreview(context, offer);
  } catch {
    // The page does without them: the restoration follows in any case.
    context.session.livePreviewsFailed = true;
  }
}
