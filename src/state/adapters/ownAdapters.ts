import type { AdapterSummary } from '../../engine/protocol';
import { newShelfId, type Origin, shelfEntry } from '../../storage/shelfId';
import type { Context } from '../playground/context';
import { type Notice, noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import { chooseAndRestore } from '../restoring/choosing';
import { fileNameOf } from '../saving/fileNames';
import { addAdapter, dropAdapter, forgetSelected, replaceAdapter } from './adapterList';
import { type AppliedRow, adapterKey, asTrained, withAdapterBack } from './mixes';
import { keepAsOwn, layToRest, store, takeOwn } from './ownFiles';

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
  const { engine, session, shelf, set, get } = context;

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
      const shelfId = session.shelfIds.get(id) ?? newShelfId('imported');
      if (isResting(context, id)) {
        session.files.set(id, file);
        set({
          resting: get().resting.map((other) => (other.id === id ? { ...other, name } : other)),
        });
        return await store(context, name, file, shelfId);
      }
      const adapter = await engine.loadAdapter(file).catch(reportTo(context));
      if (adapter === undefined) return;
      session.shelfIds.delete(id);
      session.shelfIds.set(adapter.id, shelfId);
      replaceAdapter(context, id, adapter, file);
      if (get().shownCard === id) set({ shownCard: adapter.id });
      set({ own: get().own.map((other) => (other === id ? adapter.id : other)) });
      await store(context, name, file, shelfId);
      await engine.unloadAdapter(id).catch(reportTo(context));
    },

    async duplicateAdapter(id, name) {
      const place = get().adapters.findIndex((adapter) => adapter.id === id);
      const file = await renamedFile(context, id, name);
      if (file === null) return;
      const shelfId = newShelfId('copied');
      try {
        await takeOwn(context, shelfId, file, place + 1);
      } catch (error) {
        set({ notice: noticeOf(error) });
        return;
      }
      await store(context, name, file, shelfId);
    },

    async deleteAdapter(id) {
      const name = nameOf(context, id);
      const file = session.files.get(id);
      if (name === null || file === undefined || !get().own.includes(id)) return;
      const shelfId = session.shelfIds.get(id) ?? newShelfId('imported');
      const resting = isResting(context, id);
      const { backbone } = get();
      session.deleted = {
        file,
        shelfId,
        place: get().adapters.findIndex((adapter) => adapter.id === id),
        wasChosen: get().chosen === adapterKey(id),
        id,
        mixes: get().mixes,
      };
      session.shelfIds.delete(id);
      if (resting) {
        session.files.delete(id);
        set({ resting: get().resting.filter((other) => other.id !== id) });
      } else dropAdapter(context, id);
      if (get().shownCard === id) set({ shownCard: null });
      set({ own: get().own.filter((other) => other !== id), deleted: { name } });
      await shelf.remove(shelfId).catch(reportTo(context));
      if (resting) return;
      await engine.unloadAdapter(id).catch((error: unknown) => {
        // With another backbone the engine has dropped all adapters of the one before.
        if (get().backbone === backbone) reportTo(context)(error);
      });
    },

    async undoDelete() {
      const { deleted } = session;
      if (deleted === null) return;
      session.deleted = null;
      const { file, shelfId, place, wasChosen, mixes } = deleted;
      const shown = get().deleted;
      set({ deleted: null });
      try {
        const id = await takeOwn(context, shelfId, file, place === -1 ? undefined : place);
        if (!isResting(context, id)) {
          const isThere = (other: string) => get().adapters.some((adapter) => adapter.id === other);
          set({ mixes: withAdapterBack(get().mixes, mixes, deleted.id, id, isThere) });
          if (wasChosen) set({ chosen: adapterKey(id) });
        }
        await store(context, nameOf(context, id) ?? '', file, shelfId);
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
      const shelfId = session.shelfIds.get(id);
      return shelfId === undefined ? null : shelfEntry(shelfId);
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
  const shelfId = newShelfId(origin);
  keepAsOwn(context, adapter.id, shelfId);
  await store(context, adapter.name, file, shelfId);
}

/** Keeps what the loaded backbone refused, where it was made for another. */
async function importForAnother(context: Context, file: Blob, refusal: Notice): Promise<void> {
  const shelfId = newShelfId('imported');
  const resting = await layToRest(context, shelfId, file);
  if (resting === null) return context.set({ notice: refusal });
  const advice = 'It is kept in the library, and restores once its backbone is chosen there.';
  context.set({ notice: { ...refusal, advice } });
  await store(context, resting.name, file, shelfId);
}

/** Its id when no backbone is being loaded any more: every loading gives new ones. */
async function settledId({ session }: Context, id: string): Promise<string> {
  const shelfId = session.shelfIds.get(id);
  await session.starting;
  const now = [...session.shelfIds].find(([, other]) => other === shelfId);
  return now?.[0] ?? id;
}

function nameOf({ get }: Context, id: string): string | null {
  const { adapters, resting } = get();
  return [...adapters, ...resting].find((adapter) => adapter.id === id)?.name ?? null;
}

function isResting({ get }: Context, id: string): boolean {
  return get().resting.some((adapter) => adapter.id === id);
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
