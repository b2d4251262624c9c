import * as Comlink from 'comlink';
import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { EstimatorWorkerApi } from './estimatorWorker';

/** Finds out what is wrong with a photo. */
export interface Estimator {
  /**
   * @param sample of a photo, see `middleSample`; it is moved away, and no longer the caller's.
   * @param file that the photo came from, where there is one.
   * @param signal ends it at once; it rejects with the signal's reason then.
   */
  estimate(sample: RgbaImage, file: Blob | null, signal: AbortSignal): Promise<PhotoEstimates>;
}

/**
 * In a worker of its own, which is loaded with the page, so that opening a photo asks the network for
 * nothing. Ending it is the only way to stop what computes in it: another one takes its place.
 */
export function createEstimator(): Estimator {
  let estimating = started();
  const startAfresh = () => {
    estimating.worker.terminate();
    estimating = started();
  };
  return {
    async estimate(sample, file, signal) {
      signal.throwIfAborted();
      // Its script could not be loaded when the page was.
      if (estimating.hasFailed()) startAfresh();
      const { worker, remote } = estimating;
      const detach = new AbortController();
      const options = { signal: detach.signal };
      const ended = new Promise<never>((_, reject) => {
        const abort = () => {
          startAfresh();
          reject(signal.reason);
        };
        signal.addEventListener('abort', abort, options);
        const fail = ({ message }: ErrorEvent) => {
          startAfresh();
          reject(new Error(message || 'What looks at photos could not be loaded.'));
        };
        worker.addEventListener('error', fail, options);
      });
      const estimated = remote.estimate(Comlink.transfer(sample, [sample.data.buffer]), file);
      try {
        return await Promise.race([estimated, ended]);
      } finally {
        detach.abort();
      }
    },
  };
}

function started() {
  const worker = new Worker(new URL('./estimatorWorker.ts', import.meta.url), {
    type: 'module',
    name: 'estimator',
  });
  let hasFailed = false;
  worker.addEventListener('error', () => {
    hasFailed = true;
  });
  return {
    worker,
    remote: Comlink.wrap<EstimatorWorkerApi>(worker),
    hasFailed: () => hasFailed,
  };
}
