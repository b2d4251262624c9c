import { PrivateFolder } from './privateFolder';

/** An adapter file of the person's own. */
export interface StoredAdapter {
  readonly id: string;
  /** In memory: it stays whole when the store's copy is replaced or removed. */
  readonly file: Blob;
}

const ending = '.safetensors';

/**
 * Keeps a person's own adapters, tuned or imported, in the browser's private file system, on this
 * machine alone.
 *
 * Every method rejects with the browser's own `DOMException` where it gives no storage (a private
 * window, a full disk).
 */
export class AdapterStore {
  private readonly folder = new PrivateFolder('adapters');
  private readonly listeners: (() => void)[] = [];

  /** Hears of everything that this page has stored or removed. */
  subscribe(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Oldest first. */
  async list(): Promise<StoredAdapter[]> {
    const adapters: StoredAdapter[] = [];
    for (const name of await this.folder.names()) {
      const file = await this.folder.read(name);
      if (file === null || !name.endsWith(ending)) continue;
      const id = name.slice(0, -ending.length);
      adapters.push({ id, file: new Blob([await file.arrayBuffer()]) });
    }
    return adapters;
  }

  /** @param id of `newStoredId`, or of an adapter that is there: this file replaces it. */
  async put(id: string, file: Blob): Promise<void> {
    await this.folder.write(`${id}${ending}`, file);
    this.tell();
  }

  /** Without an adapter of that id: nothing. */
  async remove(id: string): Promise<void> {
    await this.folder.remove(`${id}${ending}`);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
