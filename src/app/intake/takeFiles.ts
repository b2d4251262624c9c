import { type IncomingPhoto, isPicture } from '../../state/incomingPhotos';
import type { Playground } from '../../state/playground';
import type { PhotoRole } from '../../state/tuning/pairing';
import { batchDoor, openBatch } from '../batch/batchDoor';
import type { PlaygroundParts } from '../playgroundContext';

/**
 * Files from anywhere: adapters are known by their ending. Photos are learnt from where the Tune
 * screen is open; else one is opened, and several make a batch.
 */
export function takeFiles(
  { playground, tuning, engine }: Pick<PlaygroundParts, 'playground' | 'tuning' | 'engine'>,
  files: readonly IncomingPhoto[],
  role: PhotoRole | null = null,
): void {
  const photos = files.filter((photo) => !isAdapter(photo.file) && isPicture(photo));
  const [photo] = photos;
  if (tuning.getState().isOpen) void tuning.getState().addPhotos(photos, role);
  else if (photos.length > 1 || (photo !== undefined && batchDoor.getState().isOpen)) {
    void openBatch(
      { playground, engine },
      photos.map(({ file }) => file),
    );
  } else if (photo !== undefined) void playground.getState().openPhoto(photo.file);
  void importInOrder(playground, files.map(({ file }) => file).filter(isAdapter));
}

async function importInOrder(playground: Playground, adapters: readonly File[]): Promise<void> {
  for (const adapter of adapters) await playground.getState().importAdapter(adapter);
}

function isAdapter(file: File): boolean {
  return file.name.toLowerCase().endsWith('.safetensors');
}
