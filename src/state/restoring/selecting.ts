import { isSameApplied } from '../adapters/mixes';
import type { Offer } from '../adapters/offers';
import type { Context } from '../playground/context';

/**
 * Selections are asked for one by one, so that the last one wished is the last one made.
 *
 * @param isWanted asked when its turn has come: something newer may have taken its place.
 */
export function select(context: Context, offer: Offer, isWanted: () => boolean): Promise<void> {
  const { engine, session, set } = context;
  const turn = session.selecting.then(async () => {
    if (isSameApplied(session.selected, offer) || !isWanted()) return;
    const swap = await engine.select(offer.choice);
    session.selected = offer;
    set({ swap });
  });
  // The failure belongs to whoever asked; the next in the queue only waits for the end.
  session.selecting = turn.then(
    () => undefined,
    () => undefined,
  );
  return turn;
}

/** So that the first tile does not wait for pipelines; at once where they are there. */
export async function warmUp({ engine, session, set }: Context): Promise<void> {
  session.warmUps++;
  set({ warming: true });
  try {
    session.livePreviewSide = (await engine.warmUp()).livePreviewSide;
  } finally {
    session.warmUps--;
    set({ warming: session.warmUps > 0 });
  }
}
