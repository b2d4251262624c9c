/** A photo of a stored run. */
export interface StoredPhoto {
  readonly name: string;
  readonly clean: Blob;
  readonly degraded: Blob | null;
}

/** A run that was begun and not ended, with all that going on takes. */
export interface StoredRun {
  /** As it was given to `begin`; whoever reads it checks it. */
  readonly description: unknown;
  readonly photos: readonly StoredPhoto[];
  /** The last one; null where the run did not come to its first. */
  readonly checkpoint: Uint8Array<ArrayBuffer> | null;
}

const folderName = 'tuning';
const descriptionName = 'run.json';
const checkpointName = 'checkpoint.safetensors';

/**
 * Keeps one unfinished run in the browser's private file system (OPFS), on this machine alone. A
 * file is replaced whole when it is closed, so that a crash leaves the one before.
 *
 * Every method rejects with the browser's own `DOMException` where it gives no storage (a private
 * window, a full disk).
 */
export class TuningStore {
  /** Puts a new run in place of the one before. @param description JSON. */
  async begin(description: unknown, photos: readonly StoredPhoto[]): Promise<void> {
    await this.remove();
    const folder = await openFolder(true);
    for (const [index, { clean, degraded }] of photos.entries()) {
      await write(folder, photoName(index, 'clean'), clean);
      if (degraded !== null) await write(folder, photoName(index, 'degraded'), degraded);
    }
    const names = photos.map(({ name }) => name);
    // Last: a run is there once its description is.
    await write(folder, descriptionName, JSON.stringify({ description, names }));
  }

  /** @throws Error where no run was begun. */
  async saveCheckpoint(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const folder = await existingFolder();
    if (folder === null) throw new Error('No run was begun.');
    await write(folder, checkpointName, bytes);
  }

  /** The unfinished run; null when there is none. */
  async load(): Promise<StoredRun | null> {
    const folder = await existingFolder();
    const file = folder && (await read(folder, descriptionName));
    if (folder === null || file === null) return null;
    const { description, names } = JSON.parse(await file.text()) as {
      description: unknown;
      names: string[];
    };
    const photos: StoredPhoto[] = [];
    for (const [index, name] of names.entries()) {
      const clean = await read(folder, photoName(index, 'clean'));
      if (clean === null) return null;
      photos.push({ name, clean, degraded: await read(folder, photoName(index, 'degraded')) });
    }
    const checkpoint = await read(folder, checkpointName);
    return {
      description,
      photos,
      checkpoint: checkpoint && new Uint8Array(await checkpoint.arrayBuffer()),
    };
  }

  async remove(): Promise<void> {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(folderName, { recursive: true }).catch(unlessMissing);
  }
}

function photoName(index: number, version: 'clean' | 'degraded'): string {
  return `photo-${index}.${version}`;
}

async function openFolder(create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return await root.getDirectoryHandle(folderName, { create });
}

async function existingFolder(): Promise<FileSystemDirectoryHandle | null> {
  return await openFolder(false).catch(unlessMissing);
}

async function write(
  folder: FileSystemDirectoryHandle,
  name: string,
  content: Blob | string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  await stream.write(content);
  await stream.close();
}

async function read(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  const handle = await folder.getFileHandle(name).catch(unlessMissing);
  return handle && (await handle.getFile());
}

function unlessMissing(error: unknown): null {
  if (error instanceof DOMException && error.name === 'NotFoundError') return null;
  throw error;
}
