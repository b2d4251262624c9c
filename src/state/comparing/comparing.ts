import { PhotoError } from '../../engine/errors';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { everyOffer, type Offer } from '../adapters/offers';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import { chooseAndRestore } from '../restoring/choosing';
import { changeSides, keptResult, settleSides, showResult } from './changingSides';
import { offerOfPicture, type ReferenceFacts } from './comparedPictures';
import { change, forgetReference } from './measuring';
import { referenceKey } from './sides';

/** Looking at any two of a photo, its results and its reference. */
export function comparingActions(
  context: Context,
): Pick<PlaygroundActions, 'compare' | 'openReference' | 'removeReference'> {
  const { engine, pictures, session, set, get } = context;

  return {
    async compare(side, key) {
      changeSides(context, { ...get().comparing.sides, [side]: key });
      const offer = offerOfPicture(key, get());
      if (offer === null || get().run?.offer.key === key) return;
      const kept = keptResult(context, offer);
      if (kept === null) await chooseAndRestore(context, offer);
      // What is on B is what would be saved, unless a run is about to bring something newer.
      else if (side === 'b' && get().run === null) showResult(context, kept);
      settleSides(context);
    },

    async openReference(file) {
      const { photo } = get();
      if (photo === null) return;
      const turn = session.photosOpened;
      set({ notice: null });
      let pixels: RgbaImage;
      try {
        pixels = await engine.decode(file, photo.colorSpace);
        requireFittingReference(file.name, pixels, photo, everyOffer(get()));
      } catch (error) {
        if (turn === session.photosOpened) set({ notice: noticeOf(error) });
        return;
      }
      if (turn !== session.photosOpened) return;
      const { width, height } = pixels;
      pictures.setReference(pixels);
      change(context, { reference: { name: file.name, width, height }, fidelities: {} });
      changeSides(context, { ...get().comparing.sides, a: referenceKey });
    },

    removeReference() {
      pictures.setReference(null);
      forgetReference(context);
      change(context, { reference: null, fidelities: {} });
      settleSides(context);
    },
  };
}

function requireFittingReference(
  name: string,
  { width, height }: RgbaImage,
  photo: ReferenceFacts,
  offers: readonly Offer[],
): void {
  const scales = [...new Set([1, ...offers.map(({ scale }) => scale)])].sort((a, b) => a - b);
  const fits = (scale: number) => width === photo.width * scale && height === photo.height * scale;
  if (scales.some(fits)) return;
  const larger = scales.filter((scale) => scale > 1).join(', ');
  throw new PhotoError(
    `“${name}” has ${width} × ${height} pixels and can't be the reference of a photo of ${photo.width} × ${photo.height}.`,
    larger === ''
      ? 'A reference shows the same scene in exactly the photo’s size.'
      : `A reference shows the same scene in exactly the photo’s size, or ${larger} times as wide and high.`,
  );
}
