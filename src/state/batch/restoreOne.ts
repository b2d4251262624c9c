import type { RestoreReport } from '../../engine/protocol';
import { fileExtensions } from '../../imaging/pictureFormats';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Offer } from '../adapters/offers';
import type { OutputSettings } from '../playground/settings';
import { pasteTile } from '../restoring/tiles';
import { resultFileName } from '../saving/fileNames';
import { encodingOf } from '../saving/saving';
import type { BatchSurroundings } from './batchState';

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
  { engine }: Pick<BatchSurroundings, 'engine'>,
  { photo, offer, output, template, signal, onProgress }: BatchOrder,
): Promise<{ readonly name: string; readonly file: Blob; readonly report: RestoreReport }> {
  const image = await engine.decode(photo);
  signal.throwIfAborted();
  const filled: { result: RgbaImage | null } = { result: null };
  const report = await engine.restore({
    image,
    choice: offer.choice,
    signal,
    onStart: ({ width, height }) => {
      const data = new Uint8ClampedArray(width * height * 4);
      const { colorSpace } = image;
      const plain = { width, height, data };
      filled.result = colorSpace === undefined ? plain : { ...plain, colorSpace };
    },
    onTile: (tile) => {
      if (filled.result !== null) pasteTile(filled.result, tile);
    },
    onProgress: ({ tilesDone, tiles }) => onProgress(tilesDone / tiles),
  });
  const { result } = filled;
  if (result === null) throw new Error('The engine restored nothing.');
  const { blob } = await engine.encode({
    image: result,
    encoding: encodingOf(output),
    source: output.keepMetadata ? photo : null,
    signal,
  });
  const extension = fileExtensions[output.format];
  return { name: resultFileName(photo.name, offer.label, extension, template), file: blob, report };
}
