import type { PlaygroundActions } from '../../state/playgroundState';

type Intake = Pick<PlaygroundActions, 'openPhoto' | 'importAdapter'>;

/** Files from anywhere: adapters are known by their ending, the first other file is the photo. */
export function takeFiles(playground: Intake, files: readonly File[]): void {
  const photo = files.find((file) => !isAdapter(file));
  if (photo !== undefined) void playground.openPhoto(photo);
  void importInOrder(playground, files.filter(isAdapter));
}

async function importInOrder(playground: Intake, adapters: readonly File[]): Promise<void> {
  for (const adapter of adapters) await playground.importAdapter(adapter);
}

function isAdapter(file: File): boolean {
  return file.name.toLowerCase().endsWith('.safetensors');
}
