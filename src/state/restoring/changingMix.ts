import { type AppliedRow, chosenRow, isSameApplied } from '../adapters/mixes';
import { type Offer, offerOf } from '../adapters/offers';
import { saveMix } from '../adapters/savingMix';
import { keptResult, showResult } from '../comparing/changingSides';
import type { Context } from '../playground/context';
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
