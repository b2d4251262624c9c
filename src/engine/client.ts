import * as Comlink from 'comlink';
import { Encoder } from './encoding/encoder';
import type { Engine } from './engine';
import { BackendUnavailableError } from './errors';
import { keepEngineErrors, type RestoreListener, type WorkerApi } from './rpc';
import type { TuningListener } from './tuning/tuningProtocol';

/** The engine in a worker of its own; the page keeps no tensor and loads no tfjs. */
export function createEngine(): Engine {
  keepEngineErrors();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  });
  const remote = Comlink.wrap<WorkerApi>(worker);
  const scriptFailed = failureOfScript(worker);
  const encoder = new Encoder();
  let jobs = 0;

  return {
    start: (options = {}) => Promise.race([remote.start(options), scriptFailed]),
    restart: (options = {}) => remote.restart(options),
    loadBackbone: (source) =>
      remote.loadBackbone(
        // Relative addresses mean another place in the worker.
        typeof source === 'string' ? new URL(source, document.baseURI).href : source,
      ),
    checkBackbone: (files) => remote.checkBackbone(files),
    loadAdapter: (file) => remote.loadAdapter(file),
    unloadAdapter: (id) => remote.unloadAdapter(id),
    mixedAdapter: (parts, name) => remote.mixedAdapter(parts, name),
    select: async (choice) => {
      const begun = performance.now();
      const { bytesUploaded } = await remote.select(choice);
      return { milliseconds: performance.now() - begun, bytesUploaded };
    },
    warmUp: () => remote.warmUp(),
    setMemoryBudget: (bytes) => remote.setMemoryBudget(bytes),
    decode: (photo, space) => remote.decode(photo, space),
    openPhoto: (photo) => remote.openPhoto(photo),
    keepPhoto: (image) => remote.keepPhoto(Comlink.transfer(image, [image.data.buffer])),
    photoPixels: ({ id }) => remote.photoPixels(id),
    photoSample: ({ id }) => remote.photoSample(id),
    releasePhoto: ({ id }) => remote.releasePhoto(id),
    encode: (request) => encoder.encode(request),
    glance: (photo) => remote.glance(photo),
    middle: (photo, side) => remote.middle(photo, side),
    degrade: (clean, recipe, seed) => remote.degrade(clean, recipe, seed),
    restore: async ({ photo, choice, focus, signal, onStart, onTile, onProgress }) => {
      signal?.throwIfAborted();
      const job = ++jobs;
      const unlessAborted =
        <Value>(listener?: (value: Value) => void) =>
        (value: Value) => {
          if (!signal?.aborted) listener?.(value);
        };
      const listener: RestoreListener = {
        start: unlessAborted(onStart),
        tile: unlessAborted(onTile),
        progress: unlessAborted(onProgress),
      };
      const running = remote.restore(job, photo.id, focus ?? null, Comlink.proxy(listener), choice);
      if (signal === undefined) return await running;
      return await Promise.race([
        running,
        rejectOnAbort(signal, () => remote.cancel(job), running),
      ]);
    },
    livePreview: ({ id }, area, choice) => remote.livePreview(id, area, choice),
    tuningSizes: (head, hidden) => remote.tuningSizes(head, hidden),
    tune: (options, { onStart, onProgress, onCheckpoint }) => {
      const job = ++jobs;
      const listener: TuningListener = {
        start: (start) => onStart?.(start),
        progress: (event) => onProgress?.(event),
        checkpoint: (bytes) => onCheckpoint?.(bytes),
      };
      return {
        pause: () => remote.controlTuning(job, 'pause'),
        resume: () => remote.controlTuning(job, 'resume'),
        stop: () => remote.controlTuning(job, 'stop'),
        discard: () => remote.controlTuning(job, 'discard'),
        finished: remote.tune(job, options, Comlink.proxy(listener)),
      };
    },
    memory: () => remote.memory(),
    dispose: () => {
      remote[Comlink.releaseProxy]();
      worker.terminate();
      encoder.dispose();
    },
  };
}

/** Rejects when the worker's script cannot be loaded: nothing in it would ever answer. */
function failureOfScript(worker: Worker): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener(
      'error',
      ({ message }) => {
        reject(
          new BackendUnavailableError(
            `The engine could not be loaded${message ? ` (${message})` : ''}.`,
            'Check the connection and reload the page.',
          ),
        );
      },
      { once: true },
    );
  });
  // Whoever starts the engine hears of it; nobody else waits.
  failure.catch(() => undefined);
  return failure;
}

/** Rejects with the signal's reason when it aborts before `settled` settles. */
function rejectOnAbort(
  signal: AbortSignal,
  cancel: () => Promise<void>,
  settled: Promise<unknown>,
): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => {
      // The job's own rejection comes later and is the one expected after a cancel.
      settled.catch(() => undefined);
      cancel().catch(reject);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    const stopListening = () => signal.removeEventListener('abort', abort);
    settled.then(stopListening, stopListening);
  });
}
