import { freeName } from '../saving/fileNames';

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
      const taken: string[] = [];
      for await (const name of handle.keys()) taken.push(name);
      const name = freeName(wanted, taken);
      const entry = await handle.getFileHandle(name, { create: true });
      const stream = await entry.createWritable();
      await stream.write(file);
      await stream.close();
      return name;
    },
  };
}
