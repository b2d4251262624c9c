import { unlessMissing } from './privateFolder';

/** Bytes that the browser keeps for this page. */
export interface SpaceUsed {
  /** All together, as the browser counts. */
  readonly used: number;
  /** What it would give. */
  readonly quota: number;
  readonly adapters: number;
  readonly backbones: number;
  /** An unfinished run of tuning, and a batch's results. */
  readonly unfinished: number;
}

/** Null where the browser gives no storage, or does not say. */
export async function spaceUsed(): Promise<SpaceUsed | null> {
  if (!hasStorage()) return null;
  const { usage, quota } = await navigator.storage.estimate();
  if (usage === undefined || quota === undefined) return null;
  const [adapters = 0, backbones = 0, tuning = 0, batch = 0] = await Promise.all(
    ['adapters', 'backbones', 'tuning', 'batch'].map(bytesUnder),
  );
  return { used: usage, quota, adapters, backbones, unfinished: tuning + batch };
}

/** Whether the browser has promised not to clear what it keeps here; null where it never does. */
export async function isPersisted(): Promise<boolean | null> {
  return hasPersistence() ? await navigator.storage.persisted() : null;
}

/** Asks for that promise. @returns what the browser answered. */
export async function askToPersist(): Promise<boolean> {
  return hasPersistence() && (await navigator.storage.persist());
}

/** Not on a page that came over plain HTTP. */
function hasStorage(): boolean {
  return 'storage' in navigator;
}

function hasPersistence(): boolean {
  return hasStorage() && 'persist' in navigator.storage;
}

async function bytesUnder(name: string): Promise<number> {
  const root = await navigator.storage.getDirectory().catch(unlessMissing);
  const folder = await root?.getDirectoryHandle(name).catch(unlessMissing);
  return folder ? await bytesIn(folder) : 0;
}

async function bytesIn(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  for await (const entry of folder.values()) {
    if (entry.kind === 'directory') bytes += await bytesIn(entry);
    // A batch may remove what was just listed.
    else bytes += (await entry.getFile().catch(unlessMissing))?.size ?? 0;
  }
  return bytes;
}
