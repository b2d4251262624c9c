import { createStore, type StoreApi } from 'zustand/vanilla';
import { EngineError } from '../../engine/errors';
import { defaultNameTemplate, type Offer } from '../choices';
import { noticeOf } from '../notice';
import type {
  BatchFacts,
  BatchItem,
  BatchResult,
  BatchState,
  BatchSurroundings,
} from './batchState';
import { restoreOne } from './restoreOne';
import { numbered } from './resultFolder';

export type Batch = StoreApi<BatchState>;

/** Many photos through one adapter, one after another; a bad one never stops the rest. */
export function createBatch(surroundings: BatchSurroundings): Batch {
  const { playground, results, thumbnail } = surroundings;
  const photos = new Map<number, File>();
  let added = 0;
  let current: { readonly id: number; readonly abort: AbortController } | null = null;
  let working: Promise<void> | null = null;
  let drawing = Promise.resolve();

  return createStore<BatchState>()((set, get) => {
    const change = (id: number, facts: Partial<BatchItem>) => {
      set({ items: get().items.map((item) => (item.id === id ? { ...item, ...facts } : item)) });
    };

    const draw = async (id: number) => {
      const photo = photos.get(id);
      const address = photo === undefined ? null : await thumbnail(photo);
      if (address === null) return;
      if (photos.has(id)) change(id, { thumbnail: address });
      else URL.revokeObjectURL(address);
    };

    const keep = async (id: number, name: string, file: Blob): Promise<BatchResult> => {
      const { folder, items } = get();
      if (folder !== null) {
        return { name: await folder.write(name, file), bytes: file.size, file: null };
      }
      const taken = new Set(items.map(({ result }) => result?.name));
      let free = name;
      for (let number = 2; taken.has(free); number++) free = numbered(name, number);
      return { name: free, bytes: file.size, file: await results.put(String(id), file) };
    };

    const restore = async (id: number, photo: File, offer: Offer) => {
      const abort = new AbortController();
      const { signal } = abort;
      current = { id, abort };
      change(id, { state: 'running', progress: 0, trouble: null });
      try {
        const { output } = playground.getState();
        const { name, file } = await restoreOne(surroundings, {
          photo,
          offer,
          output,
          template: get().template,
          signal,
          onProgress: (progress) => change(id, { progress }),
        });
        signal.throwIfAborted();
        change(id, { state: 'done', result: await keep(id, name, file) });
        // Removed while it was being stored.
        if (!photos.has(id)) await results.remove(String(id));
      } catch (error) {
        if (signal.aborted) {
          change(id, { state: 'waiting' });
          return;
        }
        const { message, advice, action } = noticeOf(error);
        change(id, { state: 'failed', trouble: `${message} ${advice}`.trim() });
        // The others would fail alike: the engine needs the person first.
        if (action === 'restart' || !isAboutThePhoto(error)) {
          set({ isRunning: false, trouble: `${message} ${advice}`.trim() });
        }
      } finally {
        current = null;
      }
    };

    const work = async () => {
      while (get().isRunning) {
        const next = get().items.find(({ state }) => state === 'waiting');
        const photo = next && photos.get(next.id);
        const offer = chosenOffer(surroundings, get());
        if (next === undefined || photo === undefined || offer === null) break;
        await restore(next.id, photo, offer);
      }
      set({ isRunning: false });
    };

    return {
      items: [],
      isRunning: false,
      chosen: null,
      template: defaultNameTemplate,
      folder: null,
      zipping: false,
      trouble: null,

      add(files) {
        const items = files.map((file): BatchItem => {
          const id = ++added;
          photos.set(id, file);
          return {
            id,
            name: file.name,
            bytes: file.size,
            state: 'waiting',
            progress: 0,
            thumbnail: null,
            trouble: null,
            result: null,
          };
        });
        set({ items: [...get().items, ...items] });
        // One at a time: each holds a whole photo for a moment.
        for (const { id } of items) drawing = drawing.then(() => draw(id));
      },

      remove(id) {
        const item = get().items.find((candidate) => candidate.id === id);
        if (item === undefined) return;
        photos.delete(id);
        if (item.thumbnail !== null) URL.revokeObjectURL(item.thumbnail);
        set({ items: get().items.filter((candidate) => candidate.id !== id) });
        if (current?.id === id) current.abort.abort();
        if (item.result !== null && item.result.file !== null) {
          void results.remove(String(id)).catch((error: unknown) => {
            set({ trouble: noticeOf(error).message });
          });
        }
      },

      retry(id) {
        const item = get().items.find((candidate) => candidate.id === id);
        if (item?.state === 'failed') change(id, { state: 'waiting', trouble: null });
      },

      async start() {
        set({ isRunning: true, trouble: null });
        // A paused one may still be at its last tile.
        while (working !== null) await working;
        if (!get().isRunning) return;
        working = work().finally(() => {
          working = null;
        });
        await working;
      },

      pause() {
        set({ isRunning: false });
        current?.abort.abort();
      },

      choose: (chosen) => set({ chosen }),
      setTemplate: (template) => set({ template }),
      setFolder: (folder) => set({ folder }),

      async zip() {
        if (get().zipping) return null;
        set({ zipping: true, trouble: null });
        try {
          const files = get().items.flatMap(({ result }) =>
            result === null || result.file === null
              ? []
              : [{ name: result.name, file: result.file }],
          );
          return await results.zip(files);
        } catch (error) {
          set({ trouble: noticeOf(error).message });
          return null;
        } finally {
          set({ zipping: false });
        }
      },
    };
  });
}

/** The offer that a batch restores with; null while there is none. */
export function chosenOffer(
  { playground }: Pick<BatchSurroundings, 'playground'>,
  { chosen }: Pick<BatchFacts, 'chosen'>,
): Offer | null {
  const { offers, chosen: onRail } = playground.getState();
  return (
    offers.find(({ key }) => key === chosen) ?? offers.find(({ key }) => key === onRail) ?? null
  );
}

/** A disk that is full, or a folder that is gone, concerns every photo. */
function isAboutThePhoto(error: unknown): boolean {
  return error instanceof EngineError || !(error instanceof DOMException);
}
