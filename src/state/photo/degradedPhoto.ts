import { asChosen, chosenRow } from '../adapters/mixes';
import { chosenOffer, offerOf } from '../adapters/offers';
import { nothingCompared } from '../comparing/comparedPictures';
import { change, forgetReference, measureSides } from '../comparing/measuring';
import { type PictureKey, photoKey, referenceKey, type Sides } from '../comparing/sides';
import type { Context } from '../playground/context';
import type { PlaygroundActions } from '../playground/playgroundActions';
import { degradedFileName } from '../saving/fileNames';
import { estimate } from './estimating';
import { firstReady, handleOf, letGo } from './photoPixels';

/** A degraded version in the place of the photo, which is its reference as long. */
export function degradedPhotoActions(
  context: Context,
): Pick<PlaygroundActions, 'showDegraded' | 'showOriginal'> {
  const { pictures, session, set, get } = context;

  return {
    showDegraded({ pixels, preview, clean, remake }) {
      const { photo, estimates, result, runFailed, comparing, run } = get();
      const original = pictures.original;
      if (photo === null || original === null) throw new Error('There is no photo to degrade.');
      const sides = sidesOfVersion(context);
      get().cancel();
      const wasRestoring = run !== null;
      const chosen = chosenRow(get());
      session.original ??= { photo, estimates, result, runFailed, comparing, chosen, wasRestoring };
      // What is wrong with a version is known.
      session.estimating?.abort();
      const { colorSpace } = session.original.photo;
      const { width, height } = pixels;
      const name = degradedFileName(original.name);
      const make = firstReady(pixels, remake);
      const { source } = original;
      const version = { name, source, preview, handle: null, pixels: null, make };
      pictures.degrade(version, clean, sides);
      // The page has its pixels meanwhile, as what is compared with.
      if (original.pixels !== null) letGo(context, original);
      set({
        original: session.original.photo,
        photo: { name, width, height, colorSpace },
        estimates: null,
        estimating: false,
        result: null,
        runFailed: false,
      });
      const { width: cleanWidth, height: cleanHeight } = clean;
      const reference = { name: original.name, width: cleanWidth, height: cleanHeight };
      change(context, { ...nothingCompared, sides, reference });
      measureSides(context);
    },

    async showOriginal() {
      const { chosen = null, wasRestoring = false } = session.original ?? {};
      bringOriginalBack(context);
      // Meanwhile it may have been deleted.
      if (offerOf(chosen, get()) !== null) set(asChosen(chosen, get().mixes));
      if (get().photo !== null && get().estimates === null) void estimate(context);
      if (wasRestoring) await get().restore();
    },
  };
}

/** The photo itself again, as it was, but for the choice; without effect where it is there. */
export function bringOriginalBack(context: Context): void {
  const { pictures, session, set, get } = context;
  if (session.original === null) return;
  const { chosen: _, wasRestoring: __, ...facts } = session.original;
  get().cancel();
  session.original = null;
  pictures.bringOriginalBack();
  void takeBack(context);
  set({ ...facts, original: null });
  forgetReference(context);
}

/** The engine has the photo's pixels again, and the page need not keep them. */
async function takeBack(context: Context): Promise<void> {
  const { photo } = context.pictures;
  if (photo === null) return;
  try {
    await handleOf(context, photo);
    photo.pixels = null;
  } catch {
    // The restoration that needs them says why there are none.
  }
}

/** Whatever was made of the version before is gone; what is chosen is about to be made anew. */
function sidesOfVersion({ session, get }: Context): Sides {
  const { comparing, phase } = get();
  const offer = chosenOffer(get());
  const coming = phase === 'failed' || offer === null ? photoKey : offer.key;
  if (session.original === null) return { a: photoKey, b: coming };
  const stays = (key: PictureKey) => [photoKey, referenceKey, coming].includes(key);
  const { a, b } = comparing.sides;
  return { a: stays(a) ? a : photoKey, b: stays(b) ? b : photoKey };
}
