import type { AdapterSummary } from '../engine/protocol';
import { newShelfId } from '../storage/adapterShelf';
import { addAdapter, dropAdapter, forgetSelected, replaceAdapter } from './adapterList';
import { adapterKey, fileNameOf } from './choices';
import { noticeOf } from './notice';
import type { Context, PlaygroundActions } from './playgroundState';
import { take } from './restoring';

type OwnActions = Pick<
  PlaygroundActions,
  | 'importAdapter'
  | 'adoptAdapter'
  | 'renameAdapter'
  | 'duplicateAdapter'
  | 'deleteAdapter'
  | 'undoDelete'
  | 'forgetDeleted'
  | 'adapterFile'
  | 'showCard'
>;

/** A person's own adapters: brought or tuned here, kept in this browser, changed and deleted. */
export function ownAdapterActions(context: Context): OwnActions {
  const { engine, session, shelf, set, get } = context;

  return {
    async importAdapter(file) {
      await session.starting;
      set({ notice: null });
      const adapter = await loaded(context, file);
      if (adapter === null) return;
      await adopt(context, adapter, file);
      await take(context, adapterKey(adapter.id));
    },

    async adoptAdapter(adapter, file) {
      await adopt(context, adapter, file);
      // Restoring the photo with it may take long; that it is kept is all that was asked for.
      void take(context, adapterKey(adapter.id));
    },

    async renameAdapter(id, wanted) {
      const name = wanted.trim();
      const adapter = known(context, id);
      if (adapter === null || !get().own.includes(id)) return;
      if (name === '' || name === adapter.name) return;
      const copy = await renamedCopy(context, id, name);
      if (copy === null) return;
      const shelfId = session.shelfIds.get(id) ?? newShelfId();
      session.shelfIds.delete(id);
      replaceAdapter(context, id, copy.adapter, copy.file);
      if (get().shownCard === id) set({ shownCard: copy.adapter.id });
      set({ own: get().own.map((other) => (other === id ? copy.adapter.id : other)) });
      await keep(context, copy.adapter, copy.file, shelfId);
      await engine.unloadAdapter(id).catch(reportTo(context));
    },

    async duplicateAdapter(id, name) {
      const place = get().adapters.findIndex((adapter) => adapter.id === id);
      const copy = await renamedCopy(context, id, name);
      if (copy === null) return;
      addAdapter(context, copy.adapter, copy.file, place + 1);
      await keep(context, copy.adapter, copy.file, newShelfId());
    },

    async deleteAdapter(id) {
      const adapter = known(context, id);
      const file = session.files.get(id);
      if (adapter === null || file === undefined || !get().own.includes(id)) return;
      const shelfId = session.shelfIds.get(id) ?? newShelfId();
      session.deleted = {
        file,
        shelfId,
        place: get().adapters.indexOf(adapter),
        wasChosen: get().chosen === adapterKey(id),
      };
      session.shelfIds.delete(id);
      dropAdapter(context, id);
      if (get().shownCard === id) set({ shownCard: null });
      set({ own: get().own.filter((other) => other !== id), deleted: { name: adapter.name } });
      await shelf.remove(shelfId).catch(reportTo(context));
      await engine.unloadAdapter(id).catch(reportTo(context));
    },

    async undoDelete() {
      const { deleted } = session;
      if (deleted === null) return;
      session.deleted = null;
      set({ deleted: null });
      const adapter = await loaded(context, deleted.file);
      if (adapter === null) {
        session.deleted = deleted;
        return;
      }
      addAdapter(context, adapter, deleted.file, deleted.place);
      if (deleted.wasChosen) set({ chosen: adapterKey(adapter.id) });
      await keep(context, adapter, deleted.file, deleted.shelfId);
    },

    forgetDeleted() {
      session.deleted = null;
      set({ deleted: null });
    },

    showCard: (id) => set({ shownCard: id }),

    adapterFile(id) {
      const adapter = known(context, id);
      const blob = session.files.get(id);
      if (adapter === null || blob === undefined) return null;
      return { blob, fileName: fileNameOf(adapter.name, 'adapter', 'safetensors') };
    },
  };
}

/** Loads what the person keeps in this browser; what cannot be is reported, and stays where it is. */
export async function loadShelved(context: Context): Promise<void> {
  const { shelf, engine, session, set, get } = context;
  const shelved = await shelf.list().catch(reportTo(context));
  for (const { id, file } of shelved ?? []) {
    try {
      const adapter = await engine.loadAdapter(file);
      addAdapter(context, adapter, file);
      session.shelfIds.set(adapter.id, id);
      set({ own: [...get().own, adapter.id] });
    } catch (error) {
      set({ notice: noticeOf(error) });
    }
  }
}

/** Takes a loaded adapter into the list and keeps it for the next visit. */
export async function adopt(context: Context, adapter: AdapterSummary, file: Blob): Promise<void> {
  addAdapter(context, adapter, file);
  // The engine may have replaced an adapter of the same id that it had selected.
  forgetSelected(context, adapter.id);
  await keep(context, adapter, file, newShelfId());
}

function known({ get }: Context, id: string): AdapterSummary | null {
  return get().adapters.find((adapter) => adapter.id === id) ?? null;
}

/** Null where it cannot be loaded; then there is a notice. */
async function loaded(context: Context, file: Blob): Promise<AdapterSummary | null> {
  return (await context.engine.loadAdapter(file).catch(reportTo(context))) ?? null;
}

async function renamedCopy(context: Context, id: string, name: string) {
  const original = context.session.files.get(id);
  if (original === undefined) return null;
  try {
    // Reading adapters takes a parser that the first view does without.
    const { renamedAdapter } = await import('../files/renamedAdapter');
    const bytes = new Uint8Array(await original.arrayBuffer());
    const file = new Blob([renamedAdapter(bytes, name)]);
    return { file, adapter: await context.engine.loadAdapter(file) };
  } catch (error) {
    context.set({ notice: noticeOf(error) });
    return null;
  }
}

/** Makes an adapter on the list the person's own, for the next visit too. */
async function keep(
  { shelf, session, set, get }: Context,
  adapter: AdapterSummary,
  file: Blob,
  shelfId: string,
): Promise<void> {
  session.shelfIds.set(adapter.id, shelfId);
  if (!get().own.includes(adapter.id)) set({ own: [...get().own, adapter.id] });
  try {
    await shelf.put(shelfId, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    set({
      notice: {
        message: `“${adapter.name}” could not be stored in this browser (${reason}).`,
        advice: 'It is there until the page is closed; export it to keep it.',
        action: null,
      },
    });
  }
}

function reportTo({ set }: Context): (error: unknown) => undefined {
  return (error) => {
    set({ notice: noticeOf(error) });
  };
}
