import type { EncodedPhoto, Encoding } from '../../imaging/encodePhoto';
import { fileExtensions } from '../../imaging/pictureFormats';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { PlaygroundActions, SavedPicture } from '../playground/playgroundActions';
import type { OutputSettings } from '../playground/settings';
import { resultFileName } from './fileNames';

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
): Pick<
  PlaygroundActions,
  'prepareResult' | 'encodeResult' | 'cancelSaving' | 'resultAsPng' | 'setOutput'
> {
  const { engine, pictures, settings, set, get } = context;
  let prepared: Prepared | null = null;
  /** What the person waits for: nothing but its end ends it. */
  let wanted: Prepared | null = null;

  const forget = () => {
    if (prepared !== wanted) prepared?.abort.abort();
    prepared = null;
  };
  pictures.subscribe(({ kind }) => {
    if (kind !== 'tile' && prepared?.image !== pictures.result) forget();
  });

  const prepare = (
    image: RgbaImage,
    output: OutputSettings,
    isWanted: boolean,
  ): Promise<EncodedPhoto> => {
    if (prepared?.image === image && prepared.output === output) {
      if (isWanted) wanted = prepared;
      return prepared.picture;
    }
    forget();
    const abort = new AbortController();
    const picture = engine.encode({
      image,
      encoding: encodingOf(output),
      source: output.keepMetadata ? (pictures.photo?.source ?? null) : null,
      signal: abort.signal,
    });
    prepared = { image, output, abort, picture };
    if (isWanted) wanted = prepared;
    picture.catch(() => {
      if (prepared?.picture === picture) prepared = null;
    });
    return picture;
  };

  const encoded = async (
    output: OutputSettings,
    isWanted: boolean,
  ): Promise<SavedPicture | null> => {
    const { photo, result } = get();
    if (photo === null || result === null || pictures.result === null) return null;
    const extension = fileExtensions[output.format];
    const fileName = resultFileName(photo.name, result.offer.label, extension);
    return { ...(await prepare(pictures.result, output, isWanted)), fileName };
  };

  return {
    prepareResult: (output) => encoded(output, false),

    async encodeResult() {
      if (get().saving) return null;
      set({ saving: true });
      try {
        return await encoded(get().output, true);
      } catch (error) {
        if (wanted?.abort.signal.aborted !== true) set({ notice: noticeOf(error) });
        return null;
      } finally {
        wanted = null;
        set({ saving: false });
      }
    },

    cancelSaving: () => wanted?.abort.abort(),

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
