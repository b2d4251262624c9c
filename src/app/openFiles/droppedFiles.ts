import type { IncomingFile } from '../../state/photo/incomingFiles';

/**
 * Everything that was dropped, folders with all that they hold. The transfer is read before this
 * returns: it is empty once its event is over.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<IncomingFile[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const found = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files = await Promise.all(
    found.map(({ entry, file }) => {
      if (entry !== null && isFolder(entry)) return filesIn(entry, entry.name);
      return file === null ? [] : [{ file, folder: '' }];
    }),
  );
  return files.flat();
}

/** Files of a picker, each with the folder that it was found in, where a folder was chosen. */
export function pickedFiles(files: readonly File[]): IncomingFile[] {
  return files.map((file) => ({
    file,
    folder: file.webkitRelativePath.split('/').slice(0, -1).join('/'),
  }));
}

async function filesIn(folder: FileSystemDirectoryEntry, path: string): Promise<IncomingFile[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // A reader gives about a hundred at a time, and none at its end.
  for (let more = await nextOf(reader); more.length > 0; more = await nextOf(reader)) {
    entries.push(...more);
  }
  entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const files = await Promise.all(
    entries.map(async (entry) => {
      if (isFolder(entry)) return await filesIn(entry, `${path}/${entry.name}`);
      return [{ file: await fileOf(entry as FileSystemFileEntry), folder: path }];
    }),
  );
  return files.flat();
}

/** Chromium has no class of that name to ask for. */
function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function nextOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
