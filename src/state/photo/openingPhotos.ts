import { PhotoError } from '../../engine/errors';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { offerFor, type Wish } from '../adapters/offers';
import { nothingCompared } from '../comparing/comparedPictures';
import { forgetReference } from '../comparing/measuring';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import { chooseAndRestore } from '../restoring/choosing';
import { bringOriginalBack } from './degradedPhoto';
import { estimate } from './estimating';
import { firstReady, handleOf, letGo } from './photoPixels';
import type { Photo } from './pictures';

/** Bringing a photo on screen: first for the eye, then as pixels, then through what is chosen. */
export function photoActions(
  context: Context,
): Pick<PlaygroundActions, 'openPhoto' | 'openSample'> {
  const { samples, session, preview, set, get } = context;

  return {
    async openPhoto(file) {
      const turn = ++session.photosOpened;
      set({ opening: true, notice: null });
      let photo: Photo;
      try {
        photo = await readPhoto(context, file);
      } catch (error) {
        if (turn === session.photosOpened) set({ opening: false, notice: noticeOf(error) });
        return;
      }
      if (turn !== session.photosOpened) {
        photo.preview.close();
        letGo(context, photo);
        return;
      }
      showPhoto(context, photo);
      try {
        await handleOf(context, photo);
      } catch (error) {
        if (turn !== session.photosOpened) return;
        if (error instanceof PhotoError) bringPreviousBack(context);
        else keepPhoto(context);
        set({ notice: noticeOf(error) });
        return;
      }
      if (turn !== session.photosOpened) return;
      keepPhoto(context);
      void estimate(context);
      await get().restore();
    },

    async openSample(id) {
      const sample = samples.find((candidate) => candidate.id === id);
      if (sample === undefined) throw new Error(`There is no sample "${id}".`);
      const turn = ++session.photosOpened;
      set({ opening: true, notice: null });
      let photo: Photo;
      try {
        const pixels = await sample.render();
        photo = {
          name: sample.fileName,
          source: null,
          preview: await preview(pixels),
          handle: null,
          pixels: null,
          make: firstReady(pixels, () => sample.render()),
        };
      } catch (error) {
        if (turn === session.photosOpened) set({ opening: false, notice: noticeOf(error) });
        return;
      }
      if (turn !== session.photosOpened) {
        photo.preview.close();
        return;
      }
      showPhoto(context, photo);
      keepPhoto(context);
      void estimate(context);
      await restoreAsWished(context, sample);
    },
  };
}

async function readPhoto({ engine, preview }: Context, file: File): Promise<Photo> {
  const named = { name: file.name, source: file, pixels: null, make: null };
  let bitmap: ImageBitmap;
  try {
    bitmap = await preview(file);
  } catch {
    // The browser says only that it failed; the engine says why, or can read it after all.
    const pixels: RgbaImage = await engine.decode(file);
    bitmap = await preview(pixels);
    return { ...named, preview: bitmap, handle: await engine.keepPhoto(pixels) };
  }
  return { ...named, preview: bitmap, handle: null };
}

function showPhoto(context: Context, photo: Photo): void {
  const { pictures, session, get, set } = context;
  bringOriginalBack(context);
  get().cancel();
  if (session.previous === null) {
    const { photo, estimates, result, runFailed, comparing } = get();
    session.previous = { photo, estimates, result, runFailed, comparing };
  }
  const { width, height } = photo.preview;
  pictures.show(photo);
  session.estimating?.abort();
  const { colorSpace = 'srgb' } = photo.handle ?? {};
  set({
    photo: { name: photo.name, width, height, colorSpace },
    estimates: null,
    estimating: true,
    result: null,
    runFailed: false,
    comparing: nothingCompared,
  });
}

function keepPhoto(context: Context): void {
  const { pictures, session, set, get } = context;
  session.previous = null;
  pictures.settle();
  forgetReference(context);
  const { photo } = get();
  const { colorSpace = 'srgb' } = pictures.photo?.handle ?? {};
  set({ opening: false, estimating: false, photo: photo && { ...photo, colorSpace } });
}

function bringPreviousBack(context: Context): void {
  const { pictures, session, set, get } = context;
  pictures.revert();
  set({ ...session.previous, opening: false, estimating: false });
  session.previous = null;
  if (get().estimates === null) void estimate(context);
}

/** A sample is made for one adapter: that one is chosen, now or once it is loaded. */
async function restoreAsWished(context: Context, wish: Wish): Promise<void> {
  const { session, get } = context;
  const { phase, offers } = get();
  if (phase !== 'ready') {
    session.wish = wish;
    return;
  }
  const wished = offerFor(offers, wish);
  if (wished === undefined) await get().restore();
  else await chooseAndRestore(context, wished);
}
