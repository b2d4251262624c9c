import { Zip, ZipPassThrough } from 'fflate';
import { fill, unlessMissing } from './privateFolder';

/** A finished picture of a batch. */
export interface BatchFile {
  readonly name: string;
  readonly file: Blob;
}

const parentName = 'batch';
const zipName = 'batch.zip';

/**
 * Keeps the results of a batch in the browser's private file system (OPFS): on disk, so that memory
 * holds one picture at a time however many there are. What an earlier visit left is removed; a batch
 * in another tab holds a lock and is left alone.
 *
 * Every method rejects with the browser's own `DOMException` where it gives no storage.
 */
export class BatchFolder {
  private opened: Promise<FileSystemDirectoryHandle> | null = null;

  /** Stores a result. @returns the stored file, which memory does not hold. */
  async put(key: string, result: Blob): Promise<Blob> {
    const folder = await this.folder();
    const handle = await folder.getFileHandle(key, { create: true });
    await fill(handle, result);
    return await handle.getFile();
  }

  async remove(key: string): Promise<void> {
    const folder = await this.folder();
    await folder.removeEntry(key).catch(unlessMissing);
  }

  /** All of these in one ZIP, uncompressed, for pictures are; a chunk in memory at a time. */
  async zip(files: readonly BatchFile[]): Promise<Blob> {
    const folder = await this.folder();
    const handle = await folder.getFileHandle(zipName, { create: true });
    const stream = await handle.createWritable();
    try {
      await writeZip(files, (chunk) => stream.write(chunk));
      await stream.close();
    } catch (error) {
      await stream.abort();
      throw error;
    }
    return await handle.getFile();
  }

  private folder(): Promise<FileSystemDirectoryHandle> {
    this.opened ??= openFolder().catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }
}

/** Streams a ZIP file; `write` has taken a chunk when it resolves. */
export async function writeZip(
  files: readonly BatchFile[],
  write: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  const ready: Uint8Array<ArrayBuffer>[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error !== null) failure = error;
    else ready.push(chunk);
  });
  const flush = async () => {
    if (failure !== null) throw failure;
    for (const chunk of ready.splice(0)) await write(chunk);
  };
  for (const { name, file } of files) {
    const entry = new ZipPassThrough(name);
    entry.mtime = zipTime(new Date());
    zip.add(entry);
    const reader = file.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      entry.push(value ?? new Uint8Array(), done);
      await flush();
      if (done) break;
    }
  }
  zip.end();
  await flush();
}

/** A ZIP knows the years 1980 to 2107, fflate those to 2099; a clock may say any other. */
export function zipTime(now: Date): Date {
  const [first, last] = [new Date(1980, 0, 1, 12), new Date(2099, 11, 31, 12)];
  if (Number.isNaN(now.getTime()) || now < first) return first;
  return now > last ? last : now;
}

async function openFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const parent = await root.getDirectoryHandle(parentName, { create: true });
  for await (const other of parent.keys()) {
    await navigator.locks.request(lockName(other), { ifAvailable: true }, async (lock) => {
      if (lock !== null) await parent.removeEntry(other, { recursive: true }).catch(unlessMissing);
    });
  }
  const name = crypto.randomUUID();
  // Held for as long as the page is open.
  await new Promise<void>((resolve) => {
    void navigator.locks.request(lockName(name), () => {
      resolve();
      return new Promise(() => undefined);
    });
  });
  return await parent.getDirectoryHandle(name, { create: true });
}

function lockName(folder: string): string {
  return `${parentName}/${folder}`;
}
