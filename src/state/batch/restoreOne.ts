import type { PhotoHandle, RestoreReport, RestoreRequest } from '../../engine/protocol';
import { restoredPicture } from '../../engine/restoredPicture';
import { fileExtensions } from '../../imaging/pictureFormats';
import type { Offer } from '../adapters/offers';
import type { OutputSettings } from '../playground/settings';
import { resultFileName } from '../saving/fileNames';
import { encodingOf } from '../saving/saving';
import type { BatchDependencies } from './batchState';

export interface BatchOrder {
  readonly photo: File;
  readonly offer: Offer;
  readonly output: OutputSettings;
  readonly template: string;
  readonly signal: AbortSignal;
  /** 0 … 1. */
  readonly onProgress: (done: number) => void;
}

/** One photo from file to file; the stage's own selection is left as it is. */
export async function restoreOne(
  { engine }: Pick<BatchDependencies, 'engine'>,
  { photo, offer, output, template, signal, onProgress }: BatchOrder,
): Promise<{ readonly name: string; readonly file: Blob; readonly report: RestoreReport }> {
  const handle = await engine.openPhoto(photo);
  const { image, report } = await restored(engine, handle, {
    choice: offer.choice,
    signal,
    onProgress: ({ tilesDone, tiles }) => onProgress(tilesDone / tiles),
  });
  const { blob } = await engine.encode({
    image,
    encoding: encodingOf(output),
    source: output.keepMetadata ? photo : null,
    signal,
  });
  const extension = fileExtensions[output.format];
  return { name: resultFileName(photo.name, offer.label, extension, template), file: blob, report };
}

async function restored(
  engine: BatchDependencies['engine'],
  photo: PhotoHandle,
  request: Omit<RestoreRequest, 'photo' | 'onStart' | 'onTile'>,
) {
  try {
    request.signal?.throwIfAborted();
    return await restoredPicture(engine, { ...request, photo });
  } finally {
    await engine.releasePhoto(photo);
  }
}
