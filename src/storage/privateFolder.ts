/**
 * A folder in the browser's private file system (OPFS), on this machine alone. A file is replaced
 * whole when it is closed, so that a crash leaves the one before.
 *
 * Every method rejects with the browser's own `DOMException` where it gives no storage (a private
 * window, a full disk).
 */
export class PrivateFolder {
  constructor(private readonly name: string) {}

  async exists(): Promise<boolean> {
    return (await this.handle(false).catch(unlessMissing)) !== null;
  }

  /** Names of its files, sorted; none where it was never written to. */
  async names(): Promise<string[]> {
    const folder = await this.handle(false).catch(unlessMissing);
    if (folder === null) return [];
    const names: string[] = [];
    for await (const [name] of folder.entries()) names.push(name);
    return names.sort();
  }

  /** The file; null where there is none. It can be read until it is replaced or removed. */
  async read(name: string): Promise<File | null> {
    const folder = await this.handle(false).catch(unlessMissing);
    const file = await folder?.getFileHandle(name).catch(unlessMissing);
    return (await file?.getFile()) ?? null;
  }

  /** Where it fails, what was there before stays. */
  async write(name: string, content: Blob | string | Uint8Array<ArrayBuffer>): Promise<void> {
    const folder = await this.handle(true);
    const isNew = (await folder.getFileHandle(name).catch(unlessMissing)) === null;
    const file = await folder.getFileHandle(name, { create: true });
    try {
      await fill(file, content);
    } catch (error) {
      // Asking for the file has made it: an empty one must not be taken for what it should hold.
      if (isNew) await folder.removeEntry(name).catch(unlessMissing);
      throw error;
    }
  }

  /** Without a file of that name: nothing. */
  async remove(name: string): Promise<void> {
    const folder = await this.handle(false).catch(unlessMissing);
    await folder?.removeEntry(name).catch(unlessMissing);
  }

  /** Removes the folder and everything in it. */
  async clear(): Promise<void> {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(this.name, { recursive: true }).catch(unlessMissing);
  }

  private async handle(create: boolean): Promise<FileSystemDirectoryHandle> {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(this.name, { create });
  }
}

/** Writes a file whole; where that fails, what it held before stays. */
export async function fill(
  file: FileSystemFileHandle,
  content: Blob | string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const stream = await file.createWritable();
  try {
    await stream.write(content);
    await stream.close();
  } catch (error) {
    // Left open it would keep the file to itself.
    await stream.abort();
    throw error;
  }
}

/** Where the browser gives no storage at all there can be nothing in it either. */
export function unlessMissing(error: unknown): null {
  const names = ['NotFoundError', 'SecurityError'];
  if (error instanceof DOMException && names.includes(error.name)) return null;
  throw error;
}
