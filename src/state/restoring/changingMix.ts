import { blendedKey, chosenKey } from '../adapters/mixes';
import { type Offer, offerUnder } from '../adapters/offers';
import { saveBlend } from '../adapters/savingMix';
import { keptResult, showResult } from '../comparing/comparing';
import type { Context } from '../playground/context';
import type { PlaygroundActions } from '../playground/playgroundActions';
import { take } from './restoring';

/**
 * Milliseconds that a strength stays before the photo is restored with it: a slider that moves on
 * would end the run that it began.
 */
export const blendingPause = 150;

/** Applying the chosen adapter more or less strongly, and mixing another one in. */
export function blendingActions(context: Context): Pick<PlaygroundActions, 'blend' | 'saveBlend'> {
  const { session, set, get } = context;

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
      if (session.glimpseSide !== null) void glimpseLater(context, offer);
      await new Promise((resolve) => setTimeout(resolve, blendingPause));
      if (session.blendsAsked === turn && chosenKey(get()) === key) await take(context, key);
    },

    saveBlend: (name) => saveBlend(context, name),
  };
}

/** Few devices are fast enough for it: its code is no part of the first view. */
async function glimpseLater(context: Context, offer: Offer): Promise<void> {
  try {
    const { glimpse } = await import('./livePreview');
    await glimpse(context, offer);
  } catch {
    // The page does without them: the restoration follows in any case.
    context.session.glimpsesFailed = true;
  }
}
