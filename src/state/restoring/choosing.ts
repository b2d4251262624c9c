import { type AppliedRow, asChosen, chosenRow, isSameApplied } from '../adapters/mixes';
import { lastingName, type Offer, offerOf } from '../adapters/offers';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import { select, warmUp } from './selecting';

/** Makes an applied row the chosen one; with a photo on screen that means to restore it. */
export async function chooseAndRestore(context: Context, applied: AppliedRow): Promise<void> {
  const { pictures, session, set, get } = context;
  session.wish = null;
  set(asChosen(applied, get().mixes));
  if (get().phase !== 'ready') return;
  if (pictures.photo !== null) return get().restore();
  const isChosen = () => isSameApplied(chosenRow(get()), applied);
  try {
    const offer = offerOf(applied, get());
    if (offer !== null) await select(context, offer, isChosen);
    await warmUp(context);
  } catch (error) {
    if (!isChosen()) return;
    set({ ...asChosen(session.selected, get().mixes), notice: noticeOf(error) });
  }
}

/** For the next visit. */
export function rememberChoice({ settings, get }: Context, offer: Offer): void {
  const { backbone } = get();
  if (backbone === null) return;
  const { lastChoices } = settings.read();
  settings.write({ lastChoices: { ...lastChoices, [backbone.id]: lastingName(offer) } });
}
