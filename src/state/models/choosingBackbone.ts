import { offersOf, offerUnder } from '../choices';
import type { Context } from '../context';
import { noticeOf } from '../notice';
import { ownFiles } from '../ownFiles';
import type { PlaygroundActions } from '../playgroundActions';
import { settleOnChoice } from '../starting';
import { exchangeModels } from './loadingModels';

/** Restoring with another backbone than the one that is loaded. */
export function backboneActions(context: Context): Pick<PlaygroundActions, 'chooseBackbone'> {
  const { session, set, get } = context;

  return {
    async chooseBackbone(id) {
      await session.starting;
      if (get().phase !== 'ready' || get().chosenBackbone === id) return;
      get().cancel();
      const adapter = offerUnder(get().chosen, get())?.adapter ?? null;
      set({ phase: 'backbone', notice: null });
      let isExchanged = true;
      session.starting = exchangeModels(context, id, ownFiles(context)).catch((error: unknown) => {
        isExchanged = false;
        set({ notice: noticeOf(error) });
      });
      await session.starting;
      set({ phase: 'ready', offers: offersOf(get().backbone, get().adapters) });
      if (!isExchanged) return;
      // What mended the same thing with the other backbone, where there is one.
      if (adapter !== null && get().chosen === null) {
        const { name, task, scale } = adapter;
        session.wish ??= { adapter: name, task, scale };
      }
      await settleOnChoice(context);
    },
  };
}
