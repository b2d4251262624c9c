import type { AdapterSummary, EngineOptions } from '../engine/protocol';
import { adapterKey, offerFor, offersOf } from './choices';
import { type NoticeAction, noticeOf } from './notice';
import type { Context, PlaygroundActions } from './playgroundState';
import { take } from './restoring';

/** Starting the engine, loading the models, and adding adapters from files. */
export function startActions(
  context: Context,
): Pick<PlaygroundActions, 'begin' | 'restart' | 'importAdapter' | 'setMemoryBudget'> {
  const { engine, session, settings, set, get } = context;

  return {
    async begin() {
      set({ notice: null });
      session.starting = bringUp(context, 'retry');
      await session.starting;
      await settleOnChoice(context);
    },

    async restart() {
      get().cancel();
      set({ phase: 'starting', notice: null, runFailed: false });
      session.selected = null;
      session.starting = bringUp(context, 'restart', async () => {
        set({ backend: await engine.restart(startOptions(context)) });
      });
      await session.starting;
      await settleOnChoice(context);
    },

    async importAdapter(file) {
      await session.starting;
      set({ notice: null });
      let adapter: AdapterSummary;
      try {
        adapter = await engine.loadAdapter(file);
      } catch (error) {
        set({ notice: noticeOf(error) });
        return;
      }
      addAdapter(context, adapter);
      // The engine may have replaced an adapter of the same id that it had selected.
      if (session.selected === adapterKey(adapter.id)) session.selected = null;
      await take(context, adapterKey(adapter.id));
    },

    async setMemoryBudget(memoryBudget) {
      settings.write({ memoryBudget });
      set({ memoryBudget });
      try {
        await engine.setMemoryBudget(memoryBudget);
      } catch (error) {
        set({ notice: noticeOf(error) });
      }
    },
  };
}

function startOptions({ backend, precision }: Context): EngineOptions {
  return {
    ...(backend === null ? {} : { backend }),
    ...(precision === null ? {} : { precision }),
  };
}

/** Ends in the phase `ready`, or in `failed` with a notice that offers `onFailure`. */
async function bringUp(
  context: Context,
  onFailure: NoticeAction,
  first?: () => Promise<void>,
): Promise<void> {
  try {
    await first?.();
    await loadWhatIsMissing(context);
  } catch (error) {
    context.set({ phase: 'failed', notice: noticeOf(error, onFailure) });
  }
}

async function loadWhatIsMissing(context: Context): Promise<void> {
  const { engine, models, set, get } = context;
  if (get().backend === null) {
    set({ phase: 'starting' });
    await engine.setMemoryBudget(get().memoryBudget);
    set({ backend: await engine.start(startOptions(context)) });
  }
  if (get().backbone === null) {
    set({ phase: 'backbone' });
    const catalogue = await models.catalogue();
    set({ backbone: await engine.loadBackbone(models.address(catalogue.backbone)) });
    set({ phase: 'adapters', adaptersExpected: catalogue.adapters.length });
    await loadListedAdapters(context, catalogue.adapters);
  }
  set({ phase: 'ready', offers: offersOf(get().backbone, get().adapters) });
}

/** An adapter that cannot be loaded is reported and left out; the others still serve. */
async function loadListedAdapters(context: Context, paths: readonly string[]): Promise<void> {
  const files = await Promise.allSettled(paths.map((path) => context.models.file(path)));
  for (const file of files) {
    try {
      if (file.status === 'rejected') throw file.reason;
      addAdapter(context, await context.engine.loadAdapter(file.value));
    } catch (error) {
      context.set({ notice: noticeOf(error) });
    }
  }
}

function addAdapter({ get, set }: Context, adapter: AdapterSummary): void {
  const known = get().adapters;
  const isReplaced = known.some(({ id }) => id === adapter.id);
  const adapters = isReplaced
    ? known.map((other) => (other.id === adapter.id ? adapter : other))
    : [...known, adapter];
  // What the backbone alone is offered for is known only once all adapters are there.
  const backbone = get().phase === 'ready' ? get().backbone : null;
  set({ adapters, offers: offersOf(backbone, adapters) });
}

/** Chooses what was wished for or chosen during the start, else the first; restores a waiting photo. */
async function settleOnChoice(context: Context): Promise<void> {
  const { session, get } = context;
  const { offers, chosen, phase } = get();
  if (phase !== 'ready') return;
  const wished = session.wish === null ? undefined : offerFor(offers, session.wish);
  const key = (wished ?? offers.find((offer) => offer.key === chosen) ?? offers[0])?.key;
  if (key !== undefined) await take(context, key);
}
