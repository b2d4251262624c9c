import * as Comlink from 'comlink';
import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import { middleSample } from '../../imaging/estimation/sample';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { EstimatorWorkerApi } from './estimatorWorker';

/** Finds out what is wrong with a photo. */
export interface Estimator {
  /**
   * @param file that the picture came from, where there is one.
   * @param signal ends it at once; it rejects with the signal's reason then.
   */
  estimate(image: RgbaImage, file: Blob | null, signal: AbortSignal): Promise<PhotoEstimates>;
}

/** In a worker that lives for one photo: ending it is the only way to stop what computes in it. */
export function createEstimator(): Estimator {
  return {
    async estimate(image, file, signal) {
      signal.throwIfAborted();
      const worker = new Worker(new URL('./estimatorWorker.ts', import.meta.url), {
        type: 'module',
        name: 'estimator',
      });
      try {
        const sample = middleSample(image);
        const remote = Comlink.wrap<EstimatorWorkerApi>(worker);
        const sent = Comlink.transfer(sample, [sample.data.buffer]);
        return await Promise.race([remote.estimate(sent, file), failed(worker), aborted(signal)]);
      } finally {
        worker.terminate();
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A script that cannot be loaded would never answer. */
function failed(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.addEventListener(
      'error',
      ({ message }) =>
        reject(new Error(`The photo could not be looked at${message ? ` (${message})` : ''}.`)),
      { once: true },
    );
  });
}
