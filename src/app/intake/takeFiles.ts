import { type IncomingPhoto, isPicture, isWeights } from '../../state/incomingPhotos';
import type { PhotoRole } from '../../state/tuning/pairing';
import { batchDoor, openBatch } from '../batch/batchDoor';
import { closeLibrary, type LibraryParts, openLibrary } from '../library/libraryDoor';

/**
 * Files from anywhere: weights are known by their ending. Photos are learnt from where the Tune
 * screen is open; else one is opened, and several make a batch.
 */
export function takeFiles(
  parts: LibraryParts,
  files: readonly IncomingPhoto[],
  role: PhotoRole | null = null,
): void {
  const { playground, tuning } = parts;
  const photos = files.filter((photo) => !isWeights(photo) && isPicture(photo));
  const [photo] = photos;
  if (photo !== undefined) closeLibrary();
  if (tuning.getState().isOpen) void tuning.getState().addPhotos(photos, role);
  else if (photos.length > 1 || (photo !== undefined && batchDoor.getState().isOpen)) {
    void openBatch(
      parts,
      photos.map(({ file }) => file),
    );
  } else if (photo !== undefined) void playground.getState().openPhoto(photo.file);
  if (files.some(isWeights)) void takeWeights(parts, files);
}

/** Backbones go into the library, which shows them; adapters are kept, and the last is chosen. */
export async function takeWeights(
  parts: LibraryParts,
  files: readonly IncomingPhoto[],
): Promise<void> {
  const { playground } = parts;
  const { sortedWeights } = await import('../../state/sortedWeights');
  const { backbones, adapters, trouble } = sortedWeights(files);
  if (backbones.length > 0) {
    const library = await openLibrary(parts);
    for (const backbone of backbones) await library?.getState().importBackbone(backbone);
  }
  for (const adapter of adapters) await playground.getState().importAdapter(adapter);
  if (trouble !== null) playground.setState({ notice: trouble });
}
