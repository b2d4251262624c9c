import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import { take } from '../restoring/restoring';
import { adapterKey, chosenKey } from './mixes';
import { type Offer, offerUnder } from './offers';
import { adopt } from './ownAdapters';

/** Makes what is chosen, as it is blended, an adapter of one's own, and chooses that. */
export async function saveBlend(context: Context, name: string): Promise<void> {
  const { engine, set, get } = context;
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
}

function partsOf(offer: Offer | null) {
  if (offer?.choice.kind === 'mix') return offer.choice.parts;
  if (offer?.choice.kind !== 'adapter') return null;
  const { id, strength = 1 } = offer.choice;
  return [{ id, strength }];
}
