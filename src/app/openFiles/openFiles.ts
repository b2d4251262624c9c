import { type IncomingFile, isPicture, isWeights } from '../../state/photo/incomingFiles';
import { jointNotice, type Notice } from '../../state/playground/notice';
import type { Playground } from '../../state/playground/playground';
import type { PhotoRole } from '../../state/tuning/pairing';
import { batchLoader, openBatch } from '../batch/batchLoader';
import { closeLibrary, type LibraryParts, openLibrary } from '../library/libraryLoader';

/**
 * Files from anywhere: weights are known by their ending. Photos are learnt from where the Tune
 * screen is open; else one is opened, and several make a batch.
 */
export function openFiles(
  parts: LibraryParts,
  files: readonly IncomingFile[],
  role: PhotoRole | null = null,
): void {
  const { playground, tuning } = parts;
  const photos = files.filter((photo) => !isWeights(photo) && isPicture(photo));
  const [photo] = photos;
  if (photo !== undefined) closeLibrary();
  if (tuning.getState().isOpen) void tuning.getState().addPhotos(photos, role);
  else if (photos.length > 1 || (photo !== undefined && batchLoader.getState().isOpen)) {
    void openBatch(
      parts,
      photos.map(({ file }) => file),
    );
  } else if (photo !== undefined) void playground.getState().openPhoto(photo.file);
  if (files.some(isWeights)) void takeWeights(parts, files);
}

/**
 * Backbones go into the library, which shows them; adapters are kept, and the last is chosen. What is
 * wrong with any of them is said when all are through: each would take the notice of the one before.
 */
export async function takeWeights(
  parts: LibraryParts,
  files: readonly IncomingFile[],
): Promise<void> {
  const { playground } = parts;
  const { sortedWeights } = await import('../../state/adapters/sortedWeights');
  const { backbones, adapters, problem } = sortedWeights(files);
  const notices: Notice[] = problem === null ? [] : [problem];
  if (backbones.length > 0) {
    const library = await openLibrary(parts);
    if (library === null) notices.push(...shownNotice(playground));
    else {
      for (const backbone of backbones) {
        await library.getState().importBackbone(backbone);
        notices.push(...shownNotice(playground));
      }
    }
  }
  for (const adapter of adapters) {
    const { incompatible, importAdapter } = playground.getState();
    await importAdapter(adapter);
    // Of those that rest one sentence is enough.
    const isNamed = adapters.length > 1 && playground.getState().incompatible === incompatible;
    for (const notice of shownNotice(playground)) {
      const message = `“${adapter.name}”: ${notice.message}`;
      notices.push(isNamed ? { ...notice, message } : notice);
    }
  }
  if (notices.length > 0) playground.setState({ notice: jointNotice(notices) });
}

function shownNotice(playground: Playground): readonly Notice[] {
  const { notice } = playground.getState();
  return notice === null ? [] : [notice];
}
