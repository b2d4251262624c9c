import { PhotoGoneError } from '../../engine/errors';
import type { PhotoHandle } from '../../engine/protocol';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { Photo, PixelKeeper } from './pictures';

type PixelContext = Pick<Context, 'engine' | 'pictures' | 'get' | 'set'>;

/** Photos whose pixels are on their way to the engine. */
const opening = new WeakMap<Photo, Promise<PhotoHandle>>();
const closed = new WeakSet<Photo>();
/** Photos whose pixels the page has asked for. */
const fetching = new WeakSet<Photo>();

/**
 * Does something with the photo's pixels where they are: in the engine. It may have been down while
 * the photo was opened, or have lost them: then they come now.
 *
 * @throws PhotoError, or why there is no engine.
 */
export async function withHandle<Value>(
  context: PixelContext,
  photo: Photo,
  use: (handle: PhotoHandle) => Promise<Value>,
): Promise<Value> {
  try {
    return await use(await handleOf(context, photo));
  } catch (error) {
    if (!(error instanceof PhotoGoneError) || closed.has(photo)) throw error;
    photo.handle = null;
    return await use(await handleOf(context, photo));
  }
}

/** The engine was down while it was opened: nobody has seen its pixels yet. */
export function isMissing({ handle, pixels, make }: Photo): boolean {
  return handle === null && pixels === null && make === null;
}

/** A copy of the photo's pixels for the page. */
export async function photoPixels(context: PixelContext, photo: Photo): Promise<RgbaImage> {
  if (photo.pixels !== null) return photo.pixels;
  return await withHandle(context, photo, (handle) => context.engine.photoPixels(handle));
}

/** What the engine calls the photo; with its pixels come the colours that it is shown in. */
export async function handleOf(context: PixelContext, photo: Photo): Promise<PhotoHandle> {
  if (photo.handle !== null) return photo.handle;
  const { pictures, get, set } = context;
  const underWay = opening.get(photo) ?? opened(context, photo);
  opening.set(photo, underWay);
  try {
    photo.handle = await underWay;
  } finally {
    opening.delete(photo);
  }
  const { handle } = photo;
  if (closed.has(photo)) letGo(context, photo);
  const { colorSpace = 'srgb' } = handle;
  const facts = get().photo;
  const isOther = facts !== null && facts.colorSpace !== colorSpace;
  if (isOther && pictures.photo === photo) set({ photo: { ...facts, colorSpace } });
  return handle;
}

/** The engine's copy is not needed for now; it comes back when it is. */
export function letGo({ engine, set }: PixelContext, photo: Photo): void {
  const { handle } = photo;
  photo.handle = null;
  if (handle === null) return;
  engine.releasePhoto(handle).catch((error: unknown) => set({ notice: noticeOf(error) }));
}

export function pixelKeeper(context: PixelContext): PixelKeeper {
  return {
    close(photo) {
      closed.add(photo);
      photo.pixels = null;
      letGo(context, photo);
    },
    fetch(photo) {
      if (fetching.has(photo)) return;
      fetching.add(photo);
      photoPixels(context, photo).then(
        (pixels) => {
          fetching.delete(photo);
          if (!closed.has(photo)) context.pictures.setPixels(photo, pixels);
        },
        // Asked for again and again, it would fail as often.
        (error: unknown) => context.set({ notice: noticeOf(error) }),
      );
    },
  };
}

async function opened({ engine }: PixelContext, photo: Photo): Promise<PhotoHandle> {
  const { pixels, make, source, name } = photo;
  if (pixels !== null) return await engine.keepPhoto({ ...pixels, data: pixels.data.slice() });
  if (make !== null) return await engine.keepPhoto(await make());
  if (source === null) throw new Error(`${name} has neither pixels nor a file.`);
  return await engine.openPhoto(source);
}

/** Gives pixels that are there the first time, and makes them anew after that. */
export function firstReady(
  pixels: RgbaImage,
  make: () => Promise<RgbaImage>,
): () => Promise<RgbaImage> {
  let ready: RgbaImage | null = pixels;
  return async () => {
    const first = ready;
    // They are moved to the engine: there are none here any more.
    ready = null;
    return first ?? (await make());
  };
}
