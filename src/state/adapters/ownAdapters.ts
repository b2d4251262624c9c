import type { AdapterSummary } from '../../engine/protocol';
import { newStoredId, type Origin, storedEntry } from '../../storage/storedId';
import type { Context } from '../playground/context';
import { type Notice, noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import { chooseAndRestore } from '../restoring/choosing';
import { fileNameOf } from '../saving/fileNames';
import { addAdapter, dropAdapter, forgetSelected, replaceAdapter } from './adapterList';
import { type AppliedRow, adapterKey, asTrained, withAdapterBack } from './mixes';
import { addOwn, keepAsOwn, keepIncompatible, store } from './ownFiles';

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
  | 'adapterEntry'
  | 'showCard'
>;

/** A person's own adapters: brought or tuned here, kept in this browser, changed and deleted. */
export function ownAdapterActions(context: Context): OwnActions {
  const { engine, session, adapterStore, set, get } = context;

  return {
    async importAdapter(file) {
      await session.starting;
      set({ notice: null });
      let adapter: AdapterSummary;
      try {
        adapter = await engine.loadAdapter(file);
      } catch (error) {
        return await importForAnother(context, file, noticeOf(error));
      }
      await adopt(context, adapter, file, 'imported');
      // Nobody waits for the restoration.
      void chooseAndRestore(context, rowOf(adapter));
    },

    async adoptAdapter(adapter, file) {
      await adopt(context, adapter, file);
      // Restoring the photo with it may take long; that it is kept is all that was asked for.
      void chooseAndRestore(context, rowOf(adapter));
    },

    async renameAdapter(shown, wanted) {
      const id = await settledId(context, shown);
      const name = wanted.trim();
      const present = nameOf(context, id);
      if (present === null || !get().own.includes(id)) return;
      if (name === '' || name === present) return;
      const file = await renamedFile(context, id, name);
      if (file === null) return;
      const storedId = session.storedIds.get(id) ?? newStoredId('imported');
      if (isIncompatible(context, id)) {
        session.files.set(id, file);
        set({
          incompatible: get().incompatible.map((other) =>
            other.id === id ? { ...other, name } : other,
          ),
        });
        return await store(context, name, file, storedId);
      }
      const adapter = await engine.loadAdapter(file).catch(reportTo(context));
      if (adapter === undefined) return;
      session.storedIds.delete(id);
      session.storedIds.set(adapter.id, storedId);
      replaceAdapter(context, id, adapter, file);
      if (get().shownCard === id) set({ shownCard: adapter.id });
      set({ own: get().own.map((other) => (other === id ? adapter.id : other)) });
      await store(context, name, file, storedId);
      await engine.unloadAdapter(id).catch(reportTo(context));
    },

    async duplicateAdapter(id, name) {
      const place = get().adapters.findIndex((adapter) => adapter.id === id);
      const file = await renamedFile(context, id, name);
      if (file === null) return;
      const storedId = newStoredId('copied');
      try {
        await addOwn(context, storedId, file, place + 1);
      } catch (error) {
        set({ notice: noticeOf(error) });
        return;
      }
      await store(context, name, file, storedId);
    },

    async deleteAdapter(id) {
      const name = nameOf(context, id);
      const file = session.files.get(id);
      if (name === null || file === undefined || !get().own.includes(id)) return;
      const storedId = session.storedIds.get(id) ?? newStoredId('imported');
      const incompatible = isIncompatible(context, id);
      const { backbone } = get();
      session.deleted = {
        file,
        storedId,
        place: get().adapters.findIndex((adapter) => adapter.id === id),
        wasChosen: get().chosen === adapterKey(id),
        id,
        mixes: get().mixes,
      };
      session.storedIds.delete(id);
      if (incompatible) {
        session.files.delete(id);
        set({ incompatible: get().incompatible.filter((other) => other.id !== id) });
      } else dropAdapter(context, id);
      if (get().shownCard === id) set({ shownCard: null });
      set({ own: get().own.filter((other) => other !== id), deleted: { name } });
      await adapterStore.remove(storedId).catch(reportTo(context));
      if (incompatible) return;
      await engine.unloadAdapter(id).catch((error: unknown) => {
        // With another backbone the engine has dropped all adapters of the one before.
        if (get().backbone === backbone) reportTo(context)(error);
      });
    },

    async undoDelete() {
      const { deleted } = session;
      if (deleted === null) return;
      session.deleted = null;
      const { file, storedId, place, wasChosen, mixes } = deleted;
      const shown = get().deleted;
      set({ deleted: null });
      try {
        const id = await addOwn(context, storedId, file, place === -1 ? undefined : place);
        if (!isIncompatible(context, id)) {
          const isThere = (other: string) => get().adapters.some((adapter) => adapter.id === other);
          set({ mixes: withAdapterBack(get().mixes, mixes, deleted.id, id, isThere) });
          if (wasChosen) set({ chosen: adapterKey(id) });
        }
        await store(context, nameOf(context, id) ?? '', file, storedId);
      } catch (error) {
        // Nothing is lost: it can be tried again.
        session.deleted = deleted;
        set({ deleted: shown, notice: noticeOf(error) });
      }
    },

    forgetDeleted() {
      session.deleted = null;
      set({ deleted: null });
    },

    showCard: (id) => set({ shownCard: id }),

    adapterFile(id) {
      const name = nameOf(context, id);
      const blob = session.files.get(id);
      if (name === null || blob === undefined) return null;
      return { blob, fileName: fileNameOf(name, 'adapter', 'safetensors') };
    },

    adapterEntry(id) {
      const storedId = session.storedIds.get(id);
      return storedId === undefined ? null : storedEntry(storedId);
    },
  };
}

/** An adapter that has just come is as trained. */
function rowOf({ id }: AdapterSummary): AppliedRow {
  return { row: adapterKey(id), mix: asTrained };
}

/** Makes a loaded adapter the person's own, for the next visit too. */
export async function adopt(
  context: Context,
  adapter: AdapterSummary,
  file: Blob,
  origin: Origin = 'made',
): Promise<void> {
  addAdapter(context, adapter, file);
  // The engine may have replaced an adapter of the same id that it had selected.
  forgetSelected(context, adapter.id);
  const storedId = newStoredId(origin);
  keepAsOwn(context, adapter.id, storedId);
  await store(context, adapter.name, file, storedId);
}

/** Keeps what the loaded backbone refused, where it was made for another. */
async function importForAnother(context: Context, file: Blob, refusal: Notice): Promise<void> {
  const storedId = newStoredId('imported');
  const incompatible = await keepIncompatible(context, storedId, file);
  if (incompatible === null) return context.set({ notice: refusal });
  const advice = 'It is kept in the library, and restores once its backbone is chosen there.';
  context.set({ notice: { ...refusal, advice } });
  await store(context, incompatible.name, file, storedId);
}

/** Its id when no backbone is being loaded any more: every loading gives new ones. */
async function settledId({ session }: Context, id: string): Promise<string> {
  const storedId = session.storedIds.get(id);
  await session.starting;
  const now = [...session.storedIds].find(([, other]) => other === storedId);
  return now?.[0] ?? id;
}

function nameOf({ get }: Context, id: string): string | null {
  const { adapters, incompatible } = get();
  return [...adapters, ...incompatible].find((adapter) => adapter.id === id)?.name ?? null;
}

function isIncompatible({ get }: Context, id: string): boolean {
  return get().incompatible.some((adapter) => adapter.id === id);
}

/** The same adapter under another name; null where it cannot be read, and there is a notice. */
async function renamedFile(context: Context, id: string, name: string): Promise<Blob | null> {
  const original = context.session.files.get(id);
  if (original === undefined) return null;
  try {
    // Reading adapters takes a parser that the first view does without.
    const { renamedAdapter } = await import('../../files/renamedAdapter');
    return new Blob([renamedAdapter(new Uint8Array(await original.arrayBuffer()), name)]);
  } catch (error) {
    context.set({ notice: noticeOf(error) });
    return null;
  }
}

function reportTo({ set }: Context): (error: unknown) => undefined {
  return (error) => {
    set({ notice: noticeOf(error) });
  };
}
