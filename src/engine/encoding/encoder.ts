import * as Comlink from 'comlink';
import type { EncodedPhoto, Encoding } from '../../imaging/encodePhoto';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { EncodingApi } from './worker';

export interface EncodeRequest {
  readonly image: RgbaImage;
  readonly encoding: Encoding;
  /** The file whose metadata goes along; null takes none. */
  readonly source: Blob | null;
  readonly signal?: AbortSignal;
}

/** Milliseconds until an encoder that nobody needs gives its memory back. */
const idleMilliseconds = 20_000;

/**
 * Encodes pictures in a worker of its own, so that neither the page nor the GPU waits for it. One
 * after another; an aborted one is stopped at once, by ending the worker.
 */
export class Encoder {
  private worker: Worker | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private idle: ReturnType<typeof setTimeout> | undefined;

  encode(request: EncodeRequest): Promise<EncodedPhoto> {
    const result = this.turn.then(() => this.encodeNow(request));
    // Whoever awaits `result` hears of a failure; the next in line does not care.
    this.turn = result.catch(() => undefined);
    return result;
  }

  dispose(): void {
    clearTimeout(this.idle);
    this.worker?.terminate();
    this.worker = null;
  }

  private async encodeNow({ image, encoding, source, signal }: EncodeRequest) {
    signal?.throwIfAborted();
    clearTimeout(this.idle);
    this.worker ??= new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'encoding',
    });
    const { worker } = this;
    const detach = new AbortController();
    const ended = new Promise<never>((_, reject) => {
      const end = (reason: unknown) => {
        this.dispose();
        reject(reason);
      };
      const options = { signal: detach.signal };
      signal?.addEventListener('abort', () => end(signal.reason), options);
      worker.addEventListener(
        'error',
        ({ message }) => end(new Error(message || 'The encoder could not be loaded.')),
        options,
      );
    });
    try {
      const encoded = Comlink.wrap<EncodingApi>(worker).encode(image, encoding, source);
      return await Promise.race([encoded, ended]);
    } finally {
      detach.abort();
      this.idle = setTimeout(() => this.dispose(), idleMilliseconds);
    }
  }
}
