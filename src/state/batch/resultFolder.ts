/** A folder that the person has picked for results. */
export interface ResultFolder {
  readonly name: string;
  /** Writes under a name that is free: nothing is overwritten. @returns that name. */
  write(name: string, file: Blob): Promise<string>;
}

/** @param handle from `showDirectoryPicker`, with leave to write. */
export function resultFolderIn(handle: FileSystemDirectoryHandle): ResultFolder {
  return {
    name: handle.name,
    async write(wanted, file) {
      let name = wanted;
      for (let number = 2; await exists(handle, name); number++) name = numbered(wanted, number);
      const entry = await handle.getFileHandle(name, { create: true });
      const stream = await entry.createWritable();
      await stream.write(file);
      await stream.close();
      return name;
    },
  };
}

/** `leaves.png`, `leaves (2).png`, … */
export function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const end = dot > 0 ? dot : name.length;
  return `${name.slice(0, end)} (${number})${name.slice(end)}`;
}

async function exists(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return false;
    throw error;
  }
}
