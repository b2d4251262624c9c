import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import { chooseAndRestore } from '../restoring/choosing';
import { adapterKey, asTrained } from './mixes';
import { chosenOffer, type Offer } from './offers';
import { adopt } from './ownAdapters';

/** Makes what is chosen, as it is mixed, an adapter of one's own, and chooses that. */
export async function saveMix(context: Context, name: string): Promise<void> {
  const { engine, set, get } = context;
  const parts = partsOf(chosenOffer(get()));
  if (parts === null || get().savingMix) return;
  set({ notice: null, savingMix: true });
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
    set({ savingMix: false });
  }
  await chooseAndRestore(context, { row: saved, mix: asTrained });
}

function partsOf(offer: Offer | null) {
  if (offer?.choice.kind === 'mix') return offer.choice.parts;
  if (offer?.choice.kind !== 'adapter') return null;
  const { id, strength = 1 } = offer.choice;
  return [{ id, strength }];
}
