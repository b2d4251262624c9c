import { PrivateFolder } from './privateFolder';

/** A backbone of the person's own, as it lies on disk. */
export interface StoredBackbone {
  readonly id: string;
  /** `config.json` */
  readonly config: Blob;
  /** `model.safetensors`; memory does not hold it. */
  readonly model: Blob;
}

const configEnding = '.config.json';
const modelEnding = '.model.safetensors';

/**
 * Keeps a person's own backbones in the browser's private file system, on this machine alone. A
 * backbone is there while its config is: the weights are written before it, and outlive it until
 * they are removed for good.
 *
 * Every method rejects with the browser's own `DOMException` where it gives no storage (a private
 * window, a full disk).
 */
export class BackboneStore {
  private readonly folder = new PrivateFolder('backbones');
  /** Let go of what is being written or can still be brought back. */
  private readonly holds = new Map<string, () => void>();

  /** Oldest first. Weights that nobody can bring back any more are removed on the way. */
  async list(): Promise<StoredBackbone[]> {
    const names = await this.folder.names();
    const backbones: StoredBackbone[] = [];
    for (const name of names.filter((name) => name.endsWith(modelEnding))) {
      const id = name.slice(0, -modelEnding.length);
      const backbone = await this.read(id);
      if (backbone !== null) backbones.push(backbone);
      else await this.removeUnlessHeld(id);
    }
    return backbones;
  }

  /** Null where there is none of that id. */
  async read(id: string): Promise<StoredBackbone | null> {
    const [config, model] = await Promise.all([
      this.folder.read(id + configEnding),
      this.folder.read(id + modelEnding),
    ]);
    return config === null || model === null ? null : { id, config, model };
  }

  /** @param id of `newStoredId`. What a failure has left is removed. */
  async put(id: string, { config, model }: Omit<StoredBackbone, 'id'>): Promise<void> {
    await this.hold(id);
    try {
      await this.folder.write(id + modelEnding, model);
      await this.folder.write(id + configEnding, config);
    } catch (error) {
      await this.folder.remove(id + modelEnding);
      throw error;
    } finally {
      this.letGo(id);
    }
  }

  /** Takes a backbone out of the store; `putBack` undoes it, `remove` makes it final. */
  async setAside(id: string): Promise<void> {
    await this.hold(id);
    try {
      await this.folder.remove(id + configEnding);
    } catch (error) {
      this.letGo(id);
      throw error;
    }
  }

  /** @param config of the backbone that was set aside. */
  async putBack(id: string, config: Blob): Promise<void> {
    await this.folder.write(id + configEnding, config);
    this.letGo(id);
  }

  /** Without a backbone of that id: nothing. */
  async remove(id: string): Promise<void> {
    await this.folder.remove(id + configEnding);
    await this.folder.remove(id + modelEnding);
    this.letGo(id);
  }

  private async removeUnlessHeld(id: string): Promise<void> {
    await navigator.locks.request(lockName(id), { ifAvailable: true }, async (lock) => {
      // What was being written a moment ago may be whole by now.
      if (lock === null || (await this.folder.read(id + configEnding)) !== null) return;
      await this.folder.remove(id + modelEnding);
    });
  }

  /** Until `letGo`, or until the page is closed, no page takes its weights for leftovers. */
  private hold(id: string): Promise<void> {
    return new Promise((resolve, reject) => {
      navigator.locks
        .request(lockName(id), () => {
          resolve();
          return new Promise<void>((letGo) => {
            this.holds.set(id, letGo);
          });
        })
        .catch(reject);
    });
  }

  private letGo(id: string): void {
    this.holds.get(id)?.();
    this.holds.delete(id);
  }
}

function lockName(id: string): string {
  return `adaptir-playground backbone ${id}`;
}
