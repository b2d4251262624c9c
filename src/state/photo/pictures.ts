import type { PhotoHandle, RestoredTile } from '../../engine/protocol';
import { paste } from '../../imaging/crop';
import type { Rectangle, RgbaImage } from '../../imaging/rgbaImage';
import {
  type PictureKey,
  photoAlone,
  photoKey,
  referenceKey,
  type Sides,
  settledSides,
} from '../comparing/sides';
import { ResultCache, resultBytes } from '../restoring/resultCache';

/** A photo on screen. */
export interface Photo {
  readonly name: string;
  /** Null for a sample, which comes as pixels. */
  readonly source: Blob | null;
  /** What the browser draws; there before the engine has the pixels. */
  readonly preview: ImageBitmap;
  /** What the engine restores, and keeps; null until it has them. */
  handle: PhotoHandle | null;
  /** A copy of them in the page, while the page computes with them. */
  pixels: RgbaImage | null;
  /** Makes the pixels of a photo that comes from no file; the first time they are there already. */
  readonly make: (() => Promise<RgbaImage>) | null;
}

/** Brings a photo's pixels where they are needed, and lets them go. */
export interface PixelKeeper {
  /** Nobody will see the photo any more. */
  close(photo: Photo): void;
  /** The page wants to compute with its pixels: they come by `setPixels`. */
  fetch(photo: Photo): void;
}

/** What a recipe made of a photo. */
export interface DegradedVersion {
  readonly pixels: RgbaImage;
  /** Makes them once more. */
  readonly remake: () => Promise<RgbaImage>;
  /** What the browser draws of them. */
  readonly preview: ImageBitmap;
  /** What they would be restored to: the photo, cropped to a multiple of what it was reduced by. */
  readonly clean: RgbaImage;
}

export type PictureChange =
  | { readonly kind: 'photo' }
  /** A degraded version of the photo is in its place, or the photo again. */
  | { readonly kind: 'version' }
  /** The page has the photo's pixels now. */
  | { readonly kind: 'pixels' }
  | { readonly kind: 'reference' }
  /** Other pictures are compared. */
  | { readonly kind: 'sides' }
  /** Another complete result is the one to save. */
  | { readonly kind: 'result' }
  | { readonly kind: 'begun' }
  | { readonly kind: 'tile'; readonly key: PictureKey; readonly tile: RestoredTile }
  | { readonly kind: 'livePreview' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'dropped' };

interface Filling {
  readonly id: number;
  readonly key: PictureKey;
  readonly image: RgbaImage;
  /** What is seen where no tile has come: a result of the same size, or else the photo. */
  readonly beneath: RgbaImage | null;
  hasTiles: boolean;
}

/** Part of a result to come, seen on another one; in result pixels. */
export interface LivePreview extends Pick<Rectangle, 'x' | 'y'> {
  readonly bitmap: ImageBitmap;
  /** Of the complete result that it is seen on, and beneath a run that begins until its tiles come. */
  readonly key: PictureKey;
}

/** Everything that belongs to one photo. */
interface PhotoPictures {
  readonly photo: Photo | null;
  readonly results: ResultCache;
  result: PictureKey | null;
  reference: RgbaImage | null;
  sides: Sides;
}

/**
 * The pixels behind the screen, outside the store: nothing here makes React render. It holds one
 * photo, its reference, its complete results within a budget of memory and the result that a run is
 * filling, and while a photo is being decoded, all that belongs to the one before it, in case the
 * new one turns out unreadable. While a degraded version of the photo is in its place, all that
 * belongs to the photo itself waits aside.
 */
export class Pictures {
  #now = picturesOf(null);
  #run: Filling | null = null;
  #previous: PhotoPictures | null = null;
  #original: PhotoPictures | null = null;
  #livePreview: LivePreview | null = null;
  #keeper: PixelKeeper | null = null;
  readonly #listeners = new Set<(change: PictureChange) => void>();

  get photo(): Photo | null {
    return this.#now.photo;
  }

  /** The photo as it was opened, also while a degraded version of it is in its place. */
  get original(): Photo | null {
    return (this.#original ?? this.#now).photo;
  }

  /** The complete result that would be saved. */
  get result(): RgbaImage | null {
    const { result, results } = this.#now;
    return result === null ? null : results.get(result);
  }

  /** The result being filled, else the one that would be saved. */
  get shown(): RgbaImage | null {
    return this.#run?.image ?? this.result;
  }

  get reference(): RgbaImage | null {
    return this.#now.reference;
  }

  get sides(): Sides {
    return this.#now.sides;
  }

  /** There is more than the photo to look at. */
  get isComparable(): boolean {
    const { results, reference } = this.#now;
    return this.#run !== null || results.size > 0 || reference !== null;
  }

  get livePreview(): LivePreview | null {
    return this.#livePreview;
  }

  /** The pixels of one of the pictures, as far as they are there. */
  image(key: PictureKey): RgbaImage | null {
    if (key === photoKey) return this.photo?.pixels ?? null;
    if (key === referenceKey) return this.reference;
    return this.#run?.key === key ? this.#run.image : this.#now.results.get(key);
  }

  /** A run is filling this picture; `hasTiles` once some of it is there. */
  filling(key: PictureKey): Pick<Filling, 'hasTiles' | 'beneath'> | null {
    return this.#run?.key === key ? this.#run : null;
  }

  /** There is a complete result under this key. */
  hasResult(key: PictureKey): boolean {
    return this.#now.results.has(key);
  }

  subscribe(listener: (change: PictureChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on this one is told what becomes of photos. */
  useKeeper(keeper: PixelKeeper): void {
    this.#keeper = keeper;
  }

  /** The photo's pixels, if the page has them; else they are asked for, and `pixels` says when. */
  wantPixels(): RgbaImage | null {
    const { photo } = this;
    if (photo !== null && photo.pixels === null) this.#keeper?.fetch(photo);
    return photo?.pixels ?? null;
  }

  setPixels(photo: Photo, pixels: RgbaImage): void {
    photo.pixels = pixels;
    if (this.photo === photo) this.#tell({ kind: 'pixels' });
  }

  /** Puts a photo on screen; `settle` makes it final, `revert` brings the one before it back. */
  show(photo: Photo): void {
    if (this.#previous === null) this.#previous = this.#now;
    else this.#close(this.photo);
    this.#now = picturesOf(photo);
    this.#run = null;
    this.#tell({ kind: 'photo' });
  }

  settle(): void {
    this.#close(this.#previous?.photo);
    this.#previous = null;
  }

  revert(): void {
    if (this.#previous === null) return;
    this.#close(this.photo);
    this.#now = this.#previous;
    this.#previous = null;
    this.#run = null;
    this.#tell({ kind: 'photo' });
  }

  /**
   * Puts a degraded version in the photo's place, or in that of another version.
   *
   * @param clean what it is to be restored to.
   */
  degrade(photo: Photo, clean: RgbaImage, sides: Sides): void {
    if (this.#original === null) this.#original = this.#now;
    else this.#close(this.photo);
    // Both photos' results share one budget.
    const budget = Math.max(0, resultBytes - this.#original.results.bytes);
    const results = new ResultCache(budget);
    this.#now = { photo, results, result: null, reference: clean, sides };
    this.#run = null;
    this.#tell({ kind: 'version' });
  }

  /** The photo itself again, with all that belongs to it. */
  bringOriginalBack(): void {
    if (this.#original === null) return;
    this.#close(this.photo);
    this.#now = this.#original;
    this.#original = null;
    this.#run = null;
    this.#tell({ kind: 'version' });
  }

  compare(sides: Sides): void {
    this.#now.sides = sides;
    for (const key of [sides.a, sides.b]) this.#now.results.use(key);
    this.#tell({ kind: 'sides' });
  }

  setReference(reference: RgbaImage | null): void {
    this.#now.reference = reference;
    this.#tell({ kind: 'reference' });
  }

  /** Shows a part of what is to come, until tiles come or something else is looked at. */
  showLivePreview(livePreview: LivePreview): void {
    this.#endLivePreview();
    this.#livePreview = livePreview;
    this.#tell({ kind: 'livePreview' });
  }

  /**
   * Run `id` starts to fill the result `key`; until it finishes the complete ones are kept.
   *
   * @param beneath a result that is seen until tiles come, in place of the photo.
   */
  begin(
    id: number,
    key: PictureKey,
    width: number,
    height: number,
    colorSpace?: RgbaImage['colorSpace'],
    beneath: PictureKey | null = null,
  ): void {
    const data = this.#allocate(width * height * 4);
    const image = { width, height, data, ...(colorSpace !== undefined && { colorSpace }) };
    const other = beneath === null ? null : this.#now.results.get(beneath);
    const fits = other?.width === width && other.height === height;
    this.#run = { id, key, image, beneath: fits ? other : null, hasTiles: false };
    this.#tell({ kind: 'begun' });
  }

  /** A tile of any run but the current one is late, and is ignored. */
  paste(id: number, tile: RestoredTile): void {
    if (this.#run?.id !== id) return;
    paste(this.#run.image, tile);
    this.#run.hasTiles = true;
    this.#tell({ kind: 'tile', key: this.#run.key, tile });
  }

  finish(id: number): void {
    if (this.#run?.id !== id) return;
    const { key, image } = this.#run;
    this.#run = null;
    this.#now.results.put(key, image);
    this.#now.result = key;
    this.#now.results.trim((other) => this.#isKept(other));
    this.#tell({ kind: 'finished' });
  }

  /** Makes a complete result the one that would be saved. */
  bringBack(key: PictureKey): void {
    if (!this.hasResult(key)) throw new RangeError(`There is no result "${key}".`);
    this.#now.result = key;
    this.#now.results.use(key);
    this.#tell({ kind: 'result' });
  }

  /** Lets go of complete results, also of those of a photo that waits aside. */
  forget(isGone: (key: PictureKey) => boolean): void {
    for (const pictures of [this.#now, this.#previous, this.#original]) {
      if (pictures === null) continue;
      const { results, result, sides } = pictures;
      results.forget(isGone);
      pictures.result = result !== null && isGone(result) ? null : result;
      pictures.sides = settledSides(sides, (key) => !isGone(key), pictures.result);
    }
    this.#tell({ kind: 'result' });
  }

  /** Forgets what run `id` has filled: the last complete result is back on screen. */
  drop(id: number): void {
    if (this.#run?.id !== id) return;
    this.#run = null;
    this.#tell({ kind: 'dropped' });
  }

  #close(photo: Photo | null | undefined): void {
    if (!photo) return;
    photo.preview.close();
    this.#keeper?.close(photo);
  }

  #isKept(key: PictureKey): boolean {
    const { result, sides } = this.#now;
    return key === result || key === sides.a || key === sides.b;
  }

  /** Before there is too little memory for a new result, older ones give way. */
  #allocate(bytes: number): Uint8ClampedArray<ArrayBuffer> {
    try {
      return new Uint8ClampedArray(bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#now.results.trim((key) => this.#isKept(key), 0);
      return new Uint8ClampedArray(bytes);
    }
  }

  #endLivePreview(): void {
    this.#livePreview?.bitmap.close();
    this.#livePreview = null;
  }

  #tell(change: PictureChange): void {
    const { kind } = change;
    const isOnItsWay = kind === 'begun' || (kind === 'sides' && this.#run !== null);
    if (kind !== 'livePreview' && kind !== 'pixels' && !isOnItsWay) this.#endLivePreview();
    for (const listener of this.#listeners) listener(change);
  }
}

function picturesOf(photo: Photo | null): PhotoPictures {
  return { photo, results: new ResultCache(), result: null, reference: null, sides: photoAlone };
}
