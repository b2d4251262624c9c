import type { PlaygroundActions } from '../../state/playgroundState';
import { batchDoor, openBatch } from '../batch/batchDoor';

type Intake = Pick<PlaygroundActions, 'openPhoto' | 'importAdapter'>;

/** Files from anywhere: adapters are known by their ending; several photos make a batch. */
export function takeFiles(playground: Intake, files: readonly File[]): void {
  const photos = files.filter((file) => !isAdapter(file));
  const [photo] = photos;
  if (photos.length > 1 || (photo !== undefined && batchDoor.getState().isOpen)) openBatch(photos);
  else if (photo !== undefined) void playground.openPhoto(photo);
  void importInOrder(playground, files.filter(isAdapter));
}

async function importInOrder(playground: Intake, adapters: readonly File[]): Promise<void> {
  for (const adapter of adapters) await playground.importAdapter(adapter);
}

function isAdapter(file: File): boolean {
  return file.name.toLowerCase().endsWith('.safetensors');
}
