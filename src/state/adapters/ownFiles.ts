import type { StoredAdapter } from '../../storage/adapterStore';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { IncompatibleAdapter } from '../playground/playgroundState';
import { addAdapter } from './adapterList';

/**
 * Takes in a file of the person's own: an adapter for the loaded backbone goes into the list, one
 * that was made for another rests until that one is chosen.
 *
 * @param storedId that it is kept under.
 * @param at its place in the list; left out: the end.
 * @returns its id.
 * @throws WeightsError for a file that is no adapter, or does not fit its own backbone.
 */
export async function addOwn(
  context: Context,
  storedId: string,
  file: Blob,
  at?: number,
): Promise<string> {
  let id: string;
  try {
    const adapter = await context.engine.loadAdapter(file);
    addAdapter(context, adapter, file, at);
    id = adapter.id;
  } catch (error) {
    const incompatible = await keepIncompatible(context, storedId, file);
    if (incompatible === null) throw error;
    return incompatible.id;
  }
  keepAsOwn(context, id, storedId);
  return id;
}

/**
 * Takes in a file that the loaded backbone does not, for the one that it was made for.
 *
 * @returns null where it is no adapter, or was made for the loaded one.
 */
export async function keepIncompatible(
  context: Context,
  storedId: string,
  file: Blob,
): Promise<IncompatibleAdapter | null> {
  const { session, set, get } = context;
  const incompatible = await incompatibleAdapter(context, storedId, file);
  if (incompatible === null) return null;
  session.files.set(incompatible.id, file);
  set({
    incompatible: [...get().incompatible.filter(({ id }) => id !== incompatible.id), incompatible],
  });
  keepAsOwn(context, incompatible.id, storedId);
  return incompatible;
}

/** From now on it is the person's own, kept under this id. */
export function keepAsOwn({ session, set, get }: Context, id: string, storedId: string): void {
  session.storedIds.set(id, storedId);
  if (!get().own.includes(id)) set({ own: [...get().own, id] });
}

/** Stores a file for the next visit; where that fails, it is said and the adapter serves all the same. */
export async function store(
  { adapterStore, set }: Context,
  name: string,
  file: Blob,
  storedId: string,
): Promise<void> {
  try {
    await adapterStore.put(storedId, file);
  } catch (error) {
    const { message } = noticeOf(error);
    set({
      notice: {
        message: `“${name}” could not be stored in this browser (${message}).`,
        advice: 'It is there until the page is closed; export it to keep it.',
        action: null,
      },
    });
  }
}

/** All of the person's own, stored or not. */
export function ownFiles({ session, get }: Context): StoredAdapter[] {
  return get().own.flatMap((id) => {
    const file = session.files.get(id);
    const storedId = session.storedIds.get(id);
    return file === undefined || storedId === undefined ? [] : [{ id: storedId, file }];
  });
}

/** Null for what the loaded backbone would have to take, or no adapter at all. */
async function incompatibleAdapter(
  { get }: Context,
  storedId: string,
  file: Blob,
): Promise<IncompatibleAdapter | null> {
  // Reading adapters takes a parser that the first view does without.
  const { readAdapter } = await import('../../files/adapter');
  const loaded = get().backbone;
  try {
    const { metadata } = readAdapter(new Uint8Array(await file.arrayBuffer()));
    const { name, backbone, backboneSha256 } = metadata;
    if (backbone === loaded?.id && backboneSha256 === loaded.sha256) return null;
    return { id: `incompatible:${storedId}`, name, backbone, backboneSha256 };
  } catch {
    // Whoever tried to load it says what is wrong with it.
    return null;
  }
}
