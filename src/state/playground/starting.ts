import type { EngineOptions } from '../../engine/protocol';
import { type BackendName, backendNames, type Precision, precisions } from '../../engine/protocol';
import { chosenOffer, everyOffer, lastingName, offerFor, offersOf } from '../adapters/offers';
import { chooseAndRestore } from '../restoring/choosing';
import type { Context } from './context';
import { loadModels } from './loadingModels';
import { type NoticeAction, noticeOf } from './notice';
import type { PlaygroundActions } from './playgroundActions';

/** Starting the engine and loading the models. */
export function startActions(
  context: Context,
): Pick<PlaygroundActions, 'begin' | 'restart' | 'setMemoryBudget'> {
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

    async setMemoryBudget(memoryBudget) {
      settings.write({ memoryBudget });
      const told = engine.setMemoryBudget(memoryBudget);
      // Whoever asks the engine what fits, now that it has changed, comes after.
      set({ memoryBudget });
      try {
        await told;
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
  const { engine, set, get } = context;
  if (get().backend === null) {
    set({ phase: 'starting' });
    await engine.setMemoryBudget(get().memoryBudget);
    set({ backend: await engine.start(startOptions(context)) });
  }
  if (get().backbone === null) await loadModels(context);
  set({ phase: 'ready', offers: offersOf(get().backbone, get().adapters) });
}

/**
 * Chooses what was wished for or chosen during the start, else what was chosen on the last visit, else
 * the first; restores a waiting photo.
 */
export async function settleOnChoice(context: Context): Promise<void> {
  const { session, settings, get } = context;
  const { offers, phase, backbone } = get();
  if (phase !== 'ready') return;
  const wished = session.wish === null ? undefined : offerFor(offers, session.wish);
  const last = settings.read().lastChoices[backbone?.id ?? ''];
  const known = everyOffer(get()).find((offer) => lastingName(offer) === last);
  const offer = wished ?? chosenOffer(get()) ?? known ?? offers[0];
  if (offer !== undefined) await chooseAndRestore(context, offer);
}

/** `?backend=wasm` asks for one backend, to compare them; else the engine takes the best. */
export function requestedBackend(page: URL): BackendName | null {
  const asked = page.searchParams.get('backend');
  return backendNames.find((name) => name === asked) ?? null;
}

/** `?precision=f32` asks for 32 or 16 bits, to compare them; else the engine chooses. */
export function requestedPrecision(page: URL): Precision | null {
  const asked = page.searchParams.get('precision');
  return precisions.find((name) => name === asked) ?? null;
}
