import type { Playground } from '../../state/playground';
import type { PhotoRole } from '../../state/tuning/pairing';
import type { Tuning } from '../../state/tuning/tuning';
import type { DroppedFile } from './droppedFiles';

/** Where files go. */
interface Takers {
  readonly playground: Playground;
  readonly tuning: Tuning;
}

/**
 * Files from anywhere: adapters are known by their ending. Photos are learnt from where the Tune
 * screen is open; else the first one is opened.
 */
export function takeFiles(
  { playground, tuning }: Takers,
  files: readonly DroppedFile[],
  role: PhotoRole | null = null,
): void {
  const photos = files.filter(({ file }) => !isAdapter(file));
  if (tuning.getState().isOpen) void tuning.getState().addPhotos(photos, role);
  else if (photos[0] !== undefined) void playground.getState().openPhoto(photos[0].file);
  void importInOrder(playground, files.map(({ file }) => file).filter(isAdapter));
}

async function importInOrder(playground: Playground, adapters: readonly File[]): Promise<void> {
  for (const adapter of adapters) await playground.getState().importAdapter(adapter);
}

function isAdapter(file: File): boolean {
  return file.name.toLowerCase().endsWith('.safetensors');
}
