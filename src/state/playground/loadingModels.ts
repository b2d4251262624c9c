import type { BackboneSource } from '../../engine/protocol';
import type { StoredAdapter } from '../../storage/adapterStore';
import { addAdapter } from '../adapters/adapterList';
import { addOwn, ownFiles } from '../adapters/ownFiles';
import { forgetBackboneAlone } from '../restoring/backboneAlone';
import type { Context } from './context';
import { noticeOf } from './notice';

/** The backbone that was chosen last, or else the shipped one, and every adapter that fits it. */
export async function loadModels(context: Context): Promise<void> {
  const { adapterStore, set } = context;
  set({ phase: 'backbone' });
  const listed = await loadChosenBackbone(context);
  await loadListedAdapters(context, listed);
  const stored = await adapterStore.list().catch((error: unknown) => {
    set({ notice: noticeOf(error) });
    return [];
  });
  await loadOwnAdapters(context, stored);
}

/**
 * Another backbone in place of the loaded one, and the adapters that fit it. Where it cannot be
 * loaded, everything stays as it was.
 *
 * @param id of an own backbone; null: the shipped one.
 * @throws whatever keeps it from being loaded.
 */
export async function exchangeModels(context: Context, id: string | null): Promise<void> {
  const { session, settings, set } = context;
  let own: readonly StoredAdapter[] = [];
  const listed = await loadBackbone(context, id, () => {
    // As they are now: the loading took a while, in which some may have come or gone.
    own = ownFiles(context);
    session.files.clear();
    session.storedIds.clear();
    session.selected = null;
    forgetBackboneAlone(context);
    // The engine has dropped them.
    const none = {
      adapters: [],
      own: [],
      incompatible: [],
      offers: [],
      chosen: null,
      mixes: {},
      shownCard: null,
    };
    set(none);
  });
  settings.write({ chosenBackbone: id });
  await loadListedAdapters(context, listed);
  await loadOwnAdapters(context, own);
}

/** An own backbone that cannot be loaded is reported; the shipped one takes its place. */
async function loadChosenBackbone(context: Context): Promise<readonly string[]> {
  const { settings, set, get } = context;
  const wanted = get().chosenBackbone;
  if (wanted === null) return await loadBackbone(context, null);
  try {
    return await loadBackbone(context, wanted);
  } catch (error) {
    const listed = await loadBackbone(context, null);
    settings.write({ chosenBackbone: null });
    const { message } = noticeOf(error);
    set({
      notice: {
        message: `Your own backbone could not be loaded: ${message}`,
        advice: 'The shipped one is there instead; choose another in the library.',
        action: null,
      },
    });
    return listed;
  }
}

/**
 * @param onLoaded before anything on screen changes.
 * @returns paths of the adapters that are listed for it.
 */
async function loadBackbone(
  context: Context,
  id: string | null,
  onLoaded: () => void = () => undefined,
): Promise<readonly string[]> {
  const { engine, models, set } = context;
  let source: BackboneSource;
  let listed: readonly string[] = [];
  if (id === null) {
    const catalogue = await models.catalogue();
    source = models.address(catalogue.backbone);
    listed = catalogue.adapters;
  } else {
    source = await ownBackbone(context, id);
  }
  const backbone = await engine.loadBackbone(source);
  onLoaded();
  set({ backbone, chosenBackbone: id });
  return listed;
}

async function ownBackbone({ backbones }: Context, id: string): Promise<BackboneSource> {
  const found = await backbones.read(id);
  if (found !== null) return found;
  throw new Error('It is no longer in this browser.');
}

/** An adapter that cannot be loaded is reported and left out; the others still serve. */
async function loadListedAdapters(context: Context, paths: readonly string[]): Promise<void> {
  const { engine, models, set } = context;
  set({ phase: 'adapters', adaptersExpected: paths.length });
  const files = await Promise.allSettled(paths.map((path) => models.file(path)));
  for (const file of files) {
    try {
      if (file.status === 'rejected') throw file.reason;
      addAdapter(context, await engine.loadAdapter(file.value), file.value);
    } catch (error) {
      set({ notice: noticeOf(error) });
    }
  }
}

/** What the person keeps in this browser; what cannot be loaded is reported, and stays there. */
async function loadOwnAdapters(context: Context, own: readonly StoredAdapter[]): Promise<void> {
  for (const { id, file } of own) {
    try {
      await addOwn(context, id, file);
    } catch (error) {
      context.set({ notice: noticeOf(error) });
    }
  }
}
