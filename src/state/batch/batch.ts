import { createStore, type StoreApi } from 'zustand/vanilla';
import { DeviceLostError, EngineError } from '../../engine/errors';
import type { AppliedRow } from '../adapters/mixes';
import { chosenOffer, type Offer, offerOf } from '../adapters/offers';
import { noticeOf } from '../playground/notice';
import type { PlaygroundFacts } from '../playground/playgroundState';
import { defaultNameTemplate, freeName } from '../saving/fileNames';
import type { BatchDependencies, BatchItem, BatchResult, BatchState } from './batchState';
import { secondsLeft } from './pace';
import { restoreOne } from './restoreOne';

export type Batch = StoreApi<BatchState>;

/** Many photos through one adapter, one after another; a bad one never stops the rest. */
export function createBatch(dependencies: BatchDependencies): Batch {
  const { engine, playground, results, addresses } = dependencies;
  const photos = new Map<number, File>();
  let added = 0;
  let current: { readonly id: number; readonly abort: AbortController } | null = null;
  let working: Promise<void> | null = null;
  let drawing = Promise.resolve();
  let spent = { seconds: 0, photos: 0 };

  return createStore<BatchState>()((set, get) => {
    const change = (id: number, facts: Partial<BatchItem>) => {
      set({ items: get().items.map((item) => (item.id === id ? { ...item, ...facts } : item)) });
    };

    const keepTime = (seconds: number, progress: number) => {
      const pace = { seconds: spent.seconds + seconds, photos: spent.photos + progress };
      set({ secondsLeft: secondsLeft(pace, get().items) });
      return pace;
    };

    const draw = async (id: number) => {
      const photo = photos.get(id);
      // Why there is none, the restoration will say.
      const glance = photo && (await engine.glance(photo).catch(() => null));
      if (glance && photos.has(id)) change(id, { thumbnail: addresses.make(glance.thumbnail) });
    };

    const keep = async (id: number, name: string, file: Blob): Promise<BatchResult> => {
      const { folder, items } = get();
      if (folder !== null) {
        return { name: await folder.write(name, file), bytes: file.size, file: null };
      }
      const free = freeName(
        name,
        items.flatMap(({ result }) => result?.name ?? []),
      );
      return { name: free, bytes: file.size, file: await results.put(String(id), file) };
    };

    const restore = async (id: number, photo: File, offer: Offer) => {
      const abort = new AbortController();
      const { signal } = abort;
      const begun = performance.now();
      const seconds = () => (performance.now() - begun) / 1000;
      current = { id, abort };
      change(id, { state: 'running', progress: 0, problem: null });
      try {
        const { output } = playground.getState();
        const { name, file } = await restoreOne(dependencies, {
          photo,
          offer,
          output,
          template: get().template,
          signal,
          onProgress: (progress) => {
            change(id, { progress });
            keepTime(seconds(), progress);
          },
        });
        signal.throwIfAborted();
        change(id, { state: 'done', result: await keep(id, name, file) });
        spent = keepTime(seconds(), 1);
        // Removed while it was being stored.
        if (!photos.has(id)) await results.remove(String(id));
      } catch (error) {
        if (signal.aborted) {
          change(id, { state: 'waiting' });
          return;
        }
        const notice = noticeOf(error);
        const problem = `${notice.message} ${notice.advice}`.trim();
        // A GPU that went away is no fault of the photo's.
        if (error instanceof DeviceLostError) change(id, { state: 'waiting' });
        else change(id, { state: 'failed', problem });
        // The others would fail alike: the engine, or the disk, needs the person first.
        if (notice.action === 'restart') {
          set({ isRunning: false });
          playground.setState({ notice });
        } else if (!isAboutThePhoto(error)) set({ isRunning: false, problem });
      } finally {
        current = null;
      }
    };

    const work = async () => {
      while (get().isRunning) {
        const next = get().items.find(({ state }) => state === 'waiting');
        const photo = next && photos.get(next.id);
        if (next === undefined || photo === undefined) break;
        const offer = batchOffer(playground.getState(), get().chosen);
        if (offer === null) {
          set({ problem: 'The adapter chosen for this batch is gone. Choose another one.' });
          break;
        }
        await restore(next.id, photo, offer);
      }
      set({ isRunning: false, secondsLeft: null });
    };

    return {
      items: [],
      isRunning: false,
      secondsLeft: null,
      chosen: null,
      template: defaultNameTemplate,
      folder: null,
      zipping: false,
      problem: null,

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
            problem: null,
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
        if (item.thumbnail !== null) addresses.free(item.thumbnail);
        set({ items: get().items.filter((candidate) => candidate.id !== id) });
        if (current?.id === id) current.abort.abort();
        if (item.result !== null && item.result.file !== null) {
          void results.remove(String(id)).catch((error: unknown) => {
            set({ problem: noticeOf(error).message });
          });
        }
      },

      retry(id) {
        const item = get().items.find((candidate) => candidate.id === id);
        if (item?.state === 'failed') change(id, { state: 'waiting', problem: null });
      },

      async start() {
        const offer = batchOffer(playground.getState(), get().chosen);
        set({ isRunning: true, problem: null, chosen: offer ?? get().chosen });
        // A paused one may still be at its last tile.
        while (working !== null) await working;
        if (!get().isRunning) return;
        spent = { seconds: 0, photos: 0 };
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
        set({ zipping: true, problem: null });
        try {
          const files = get().items.flatMap(({ result }) =>
            result === null || result.file === null
              ? []
              : [{ name: result.name, file: result.file }],
          );
          return await results.zip(files);
        } catch (error) {
          set({ problem: noticeOf(error).message });
          return null;
        } finally {
          set({ zipping: false });
        }
      },
    };
  });
}

/**
 * The offer that a batch restores with; null where it is gone, or there is none yet.
 *
 * @param chosen for the batch; null follows the rail.
 */
export function batchOffer(
  rail: Pick<PlaygroundFacts, 'offers' | 'backbone' | 'chosen' | 'mixes'>,
  chosen: AppliedRow | null,
): Offer | null {
  return chosen === null ? chosenOffer(rail) : offerOf(chosen, rail);
}

/** A disk that is full, or a folder that is gone, concerns every photo. */
function isAboutThePhoto(error: unknown): boolean {
  return error instanceof EngineError || !(error instanceof DOMException);
}
