import { chosenRow, isSameApplied } from '../adapters/mixes';
import { offerOfRow, offersOf } from '../adapters/offers';
import { chooseAndRestore, rememberChoice } from '../restoring/choosing';
import type { Context } from './context';
import { exchangeModels } from './loadingModels';
import { noticeOf } from './notice';
import type { PlaygroundActions } from './playgroundActions';
import type { PlaygroundFacts } from './playgroundState';
import { settleOnChoice } from './starting';

/** Restoring with another backbone than the one that is loaded. */
export function backboneActions(context: Context): Pick<PlaygroundActions, 'chooseBackbone'> {
  const { session, set, get } = context;

  return {
    async chooseBackbone(id, isWanted = () => false) {
      await session.starting;
      if (get().phase !== 'ready' || get().chosenBackbone === id) return;
      const before = get();
      get().cancel();
      const adapter = offerOfRow(get().chosen, get())?.adapter ?? null;
      set({ phase: 'backbone', notice: null });
      let isExchanged = true;
      session.starting = exchangeModels(context, id).catch((error: unknown) => {
        isExchanged = false;
        set({ notice: noticeOf(error) });
      });
      await session.starting;
      set({ phase: 'ready', offers: offersOf(get().backbone, get().adapters) });
      if (!isExchanged) {
        if (isLeftUndone(context, before)) void settleOnChoice(context);
        return;
      }
      const wanted = get().offers.find(isWanted);
      // Whoever asked for something else meanwhile has that. Nobody waits for the restoration.
      if (wanted !== undefined && get().chosen === null && session.wish === null) {
        rememberChoice(context, wanted);
        void chooseAndRestore(context, wanted);
        return;
      }
      // What mended the same thing with the other backbone, where there is one.
      if (adapter !== null && get().chosen === null) {
        const { name, task, scale } = adapter;
        session.wish ??= { adapter: name, task, scale };
      }
      void settleOnChoice(context);
    },
  };
}

/** Whether a restoration was cut off for a backbone that did not come, or asked for meanwhile. */
function isLeftUndone({ session, get }: Context, before: PlaygroundFacts): boolean {
  const { photo, result } = get();
  const chosen = chosenRow(get());
  if (session.wish !== null) return true;
  const isAsBefore = photo === before.photo && isSameApplied(chosen, chosenRow(before));
  return isAsBefore ? before.run !== null : !isSameApplied(result?.offer ?? null, chosen);
}
