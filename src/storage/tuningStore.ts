import { PrivateFolder } from './privateFolder';

/** A photo of a stored run. */
export interface StoredPhoto {
  readonly name: string;
  readonly clean: Blob;
  readonly degraded: Blob | null;
}

/** What a run needs from its first step to its last. */
export interface StoredBeginning {
  /** JSON; whoever reads it checks it. */
  readonly description: unknown;
  readonly photos: readonly StoredPhoto[];
  /** File of the adapter that the run started from; null for a fresh one. */
  readonly startAdapter: Blob | null;
}

/** A run that was begun and not ended, with all that going on takes. */
export interface StoredRun extends StoredBeginning {
  /** The last one; null where the run did not come to its first. */
  readonly checkpoint: Uint8Array<ArrayBuffer> | null;
}

const descriptionName = 'run.json';
const checkpointName = 'checkpoint.safetensors';
const adapterName = 'start.safetensors';
const lockName = 'adaptir-playground tuning';

/**
 * Keeps one unfinished run in the browser's private file system, on this machine alone.
 *
 * Every method rejects with the browser's own `DOMException` where it gives no storage (a private
 * window, a full disk).
 */
export class TuningStore {
  private readonly folder = new PrivateFolder('tuning');
  private letGo: (() => void) | null = null;

  /**
   * Makes the stored run this page's own until `release`, or until the page is closed.
   *
   * @returns false where another page has it.
   */
  async claim(): Promise<boolean> {
    if (this.letGo !== null) return true;
    return await new Promise((resolve, reject) => {
      navigator.locks
        .request(lockName, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          if (lock === null) return;
          return new Promise<void>((letGo) => {
            this.letGo = letGo;
          });
        })
        .catch(reject);
    });
  }

  release(): void {
    this.letGo?.();
    this.letGo = null;
  }

  /** Puts a new run in place of the one before. */
  async begin({ description, photos, startAdapter }: StoredBeginning): Promise<void> {
    await this.folder.clear();
    for (const [index, { clean, degraded }] of photos.entries()) {
      await this.folder.write(photoName(index, 'clean'), clean);
      if (degraded !== null) await this.folder.write(photoName(index, 'degraded'), degraded);
    }
    if (startAdapter !== null) await this.folder.write(adapterName, startAdapter);
    const names = photos.map(({ name }) => name);
    // Last: a run is there once its description is.
    await this.folder.write(descriptionName, JSON.stringify({ description, names }));
  }

  /** @throws Error where no run was begun. */
  async saveCheckpoint(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!(await this.folder.exists())) throw new Error('No run was begun.');
    await this.folder.write(checkpointName, bytes);
  }

  /** The unfinished run; null when there is none. */
  async load(): Promise<StoredRun | null> {
    const file = await this.folder.read(descriptionName);
    if (file === null) return null;
    const { description, names } = JSON.parse(await file.text()) as {
      description: unknown;
      names: string[];
    };
    const photos: StoredPhoto[] = [];
    for (const [index, name] of names.entries()) {
      const clean = await this.folder.read(photoName(index, 'clean'));
      if (clean === null) return null;
      const degraded = await this.folder.read(photoName(index, 'degraded'));
      photos.push({ name, clean, degraded });
    }
    const checkpoint = await this.folder.read(checkpointName);
    return {
      description,
      photos,
      startAdapter: await this.folder.read(adapterName),
      checkpoint: checkpoint && new Uint8Array(await checkpoint.arrayBuffer()),
    };
  }

  async remove(): Promise<void> {
    await this.folder.clear();
  }
}

function photoName(index: number, version: 'clean' | 'degraded'): string {
  return `photo-${index}.${version}`;
}
