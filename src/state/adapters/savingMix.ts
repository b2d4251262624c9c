import type { Context } from '../playground/context';
import { adapterKey } from './mixes';
import type { Offer } from './offers';
import { adopt } from './ownAdapters';

/**
 * Keeps an adapter at its strength, or a mix, as an adapter of one's own.
 *
 * @returns its row; null for the backbone alone, of which there is nothing to keep.
 */
export async function savedMix(
  context: Context,
  offer: Offer,
  name: string,
): Promise<string | null> {
  const { engine } = context;
  const parts = partsOf(offer);
  if (parts === null) return null;
  const file = await engine.mixedAdapter(parts, name);
  const adapter = await engine.loadAdapter(file);
  await adopt(context, adapter, file);
  return adapterKey(adapter.id);
}

function partsOf({ choice }: Offer) {
  if (choice.kind === 'mix') return choice.parts;
  if (choice.kind !== 'adapter') return null;
  const { id, strength = 1 } = choice;
  return [{ id, strength }];
}
