import type { EncodedPhoto, Encoding } from '../imaging/encodePhoto';
import { fileExtensions } from '../imaging/pictureFormats';
import type { RgbaImage } from '../imaging/rgbaImage';
import { resultFileName } from './choices';
import { noticeOf } from './notice';
import type { Context, PlaygroundActions } from './playgroundState';
import type { OutputSettings } from './settings';

/** The last encoding that was asked for, whether for its size or to be saved. */
interface Prepared {
  readonly image: RgbaImage;
  readonly output: OutputSettings;
  readonly abort: AbortController;
  readonly picture: Promise<EncodedPhoto>;
}

/** Encoding the result as the person has set, once for each result and setting. */
export function savingActions(
  context: Context,
): Pick<PlaygroundActions, 'prepareResult' | 'encodeResult' | 'resultAsPng' | 'setOutput'> {
  const { engine, pictures, settings, set, get } = context;
  let prepared: Prepared | null = null;

  const forget = () => {
    prepared?.abort.abort();
    prepared = null;
  };
  pictures.subscribe(({ kind }) => {
    if (kind !== 'tile') forget();
  });

  const prepare = (image: RgbaImage): Promise<EncodedPhoto> => {
    const { output } = get();
    if (prepared?.image === image && prepared.output === output) return prepared.picture;
    forget();
    const abort = new AbortController();
    const picture = engine.encode({
      image,
      encoding: encodingOf(output),
      source: output.keepMetadata ? (pictures.photo?.source ?? null) : null,
      signal: abort.signal,
    });
    prepared = { image, output, abort, picture };
    picture.catch(() => {
      if (prepared?.picture === picture) prepared = null;
    });
    return picture;
  };

  return {
    async prepareResult() {
      const { photo, result, output } = get();
      if (photo === null || result === null || pictures.result === null) return null;
      const extension = fileExtensions[output.format];
      const fileName = resultFileName(photo.name, result.offer.label, extension);
      return { ...(await prepare(pictures.result)), fileName };
    },

    async encodeResult() {
      if (get().saving) return null;
      set({ saving: true });
      try {
        return await get().prepareResult();
      } catch (error) {
        if (!isAbort(error)) set({ notice: noticeOf(error) });
        return null;
      } finally {
        set({ saving: false });
      }
    },

    async resultAsPng() {
      const image = pictures.result;
      if (image === null) return null;
      const encoding = { format: 'png', quality: 100 } as const;
      return (await engine.encode({ image, encoding, source: null })).blob;
    },

    setOutput(output) {
      settings.write({ output });
      set({ output });
    },
  };
}

export function encodingOf({ format, quality }: OutputSettings): Encoding {
  return { format, quality: format === 'png' ? 100 : quality[format] };
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
