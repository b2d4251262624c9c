import * as Comlink from 'comlink';
import type { EncodedPhoto, Encoding } from '../../imaging/encodePhoto';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { EncodingApi } from './encodingWorker';

export interface EncodeRequest {
  readonly image: RgbaImage;
  readonly encoding: Encoding;
  /** The file whose metadata goes along; null takes none. */
  readonly source: Blob | null;
  readonly signal?: AbortSignal;
}

/** A worker and the one proxy for it: a second one, once collected, would close the worker's ears. */
interface EncodingWorker {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<EncodingApi>;
}

/**
 * Encodes pictures in a worker of its own, so that neither the page nor the GPU waits for it. One
 * after another. The worker is loaded with the page, so that a result can be saved when the network
 * is gone by then. AVIF alone takes so long, and so much memory, that the worker is ended when it is
 * aborted or done with.
 */
export class Encoder {
  private encoding: EncodingWorker = started();
  private turn: Promise<unknown> = Promise.resolve();

  encode(request: EncodeRequest): Promise<EncodedPhoto> {
    const result = this.turn.then(() => this.encodeNow(request));
    // Whoever awaits `result` hears of a failure; the next in line does not care.
    this.turn = result.catch(() => undefined);
    return result;
  }

  dispose(): void {
    this.encoding.worker.terminate();
  }

  private async encodeNow({ image, encoding, source, signal }: EncodeRequest) {
    signal?.throwIfAborted();
    const { worker, remote } = this.encoding;
    const detach = new AbortController();
    const options = { signal: detach.signal };
    const ended = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), options);
      const fail = ({ message }: ErrorEvent) => {
        this.startAfresh();
        reject(new Error(message || 'The encoder could not be loaded.'));
      };
      worker.addEventListener('error', fail, options);
    });
    const encoded = remote.encode(image, encoding, source);
    // After an abort nobody waits for it.
    encoded.catch(() => undefined);
    try {
      return await Promise.race([encoded, ended]);
    } finally {
      detach.abort();
      if (encoding.format === 'avif' && this.encoding.worker === worker) this.startAfresh();
    }
  }

  private startAfresh(): void {
    this.dispose();
    this.encoding = started();
  }
}

function started(): EncodingWorker {
  const worker = new Worker(new URL('./encodingWorker.ts', import.meta.url), {
    type: 'module',
    name: 'encoding',
  });
  return { worker, remote: Comlink.wrap<EncodingApi>(worker) };
}
