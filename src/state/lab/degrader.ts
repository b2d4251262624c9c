import * as Comlink from 'comlink';
import type { Recipe } from '../../imaging/degradation/recipe';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { copiedInParts } from '../photo/copiedInParts';
import type { DegradedVersion } from '../photo/pictures';
import type { DegraderWorkerApi } from './degraderWorker';

/** Degrades photos beside the page and whatever is being restored. */
export interface Degrader {
  /**
   * One at a time.
   *
   * @param clean is cropped first, to a multiple of what the recipe reduces by.
   * @param signal aborting ends the work at once, and rejects with its reason.
   * @throws Error, with a sentence, as `degrade` does.
   */
  degrade(
    clean: RgbaImage,
    recipe: Recipe,
    seed: number,
    signal: AbortSignal,
  ): Promise<DegradedVersion>;
  /** Gives back what the last photo takes. */
  forget(): void;
}

interface Running {
  readonly remote: Comlink.Remote<DegraderWorkerApi>;
  /** Rejects when the worker's script cannot be loaded: nothing in it would ever answer. */
  readonly failed: Promise<never>;
  /** The picture that it has. */
  clean: RgbaImage | null;
  end(): void;
}

/** In a worker of its own, which starts when first needed and ends with a job that is aborted. */
export function createDegrader(): Degrader {
  let running: Running | null = null;
  let sent: { readonly clean: RgbaImage; readonly pixels: Blob } | null = null;
  let lastCropped: RgbaImage | null = null;

  const end = () => {
    running?.end();
    running = null;
  };

  return {
    async degrade(clean, recipe, seed, signal) {
      signal.throwIfAborted();
      running ??= started();
      const at = running;
      const work = async () => {
        if (sent?.clean !== clean) {
          sent = { clean, pixels: await copiedInParts(clean.data) };
          lastCropped = null;
        }
        if (at.clean !== clean) {
          const { data: _, ...image } = clean;
          await at.remote.setClean(image, sent.pixels);
          at.clean = clean;
        }
        return await at.remote.degrade(recipe, seed);
      };
      try {
        const { cropped, ...version } = await Promise.race([work(), at.failed, aborted(signal)]);
        // What is compared with it need not be measured and painted anew.
        const isSame =
          lastCropped?.width === cropped?.width && lastCropped?.height === cropped?.height;
        if (!isSame) lastCropped = cropped;
        const remake = async () =>
          (await this.degrade(clean, recipe, seed, new AbortController().signal)).pixels;
        return { ...version, clean: lastCropped ?? clean, remake };
      } catch (error) {
        if (signal.aborted) end();
        throw error;
      }
    },

    forget() {
      end();
      sent = null;
      lastCropped = null;
    },
  };
}

function started(): Running {
  const worker = new Worker(new URL('./degraderWorker.ts', import.meta.url), {
    type: 'module',
    name: 'degrader',
  });
  const failed = new Promise<never>((_, reject) => {
    const fail = () => reject(new Error('A part of this page could not be loaded. Reload it.'));
    worker.addEventListener('error', fail, { once: true });
  });
  // Whoever waits for a job hears of it.
  failed.catch(() => undefined);
  return {
    remote: Comlink.wrap<DegraderWorkerApi>(worker),
    failed,
    clean: null,
    end: () => worker.terminate(),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
