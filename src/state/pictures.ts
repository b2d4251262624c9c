import type { RestoredTile } from '../engine/protocol';
import type { RgbaImage } from '../imaging/rgbaImage';
import { pasteTile } from './tiles';

/** A photo on screen. */
export interface Photo {
  readonly name: string;
  /** Null for a sample, which comes as pixels. */
  readonly source: Blob | null;
  /** What the browser draws; there before `pixels` is. */
  readonly preview: ImageBitmap;
  /** What the engine restores. */
  pixels: RgbaImage | null;
}

export type PictureChange =
  | { readonly kind: 'photo' }
  | { readonly kind: 'begun' }
  | { readonly kind: 'tile'; readonly tile: RestoredTile }
  | { readonly kind: 'finished' }
  | { readonly kind: 'dropped' };

interface Run {
  readonly id: number;
  readonly image: RgbaImage;
}

/**
 * The pixels behind the screen, outside the store: nothing here makes React render. It holds one
 * photo, its last complete result and the result that a run is filling, and while a photo is being
 * decoded, the one before it, in case the new one turns out unreadable.
 */
export class Pictures {
  #photo: Photo | null = null;
  #result: RgbaImage | null = null;
  #run: Run | null = null;
  #previous: { readonly photo: Photo | null; readonly result: RgbaImage | null } | null = null;
  readonly #listeners = new Set<(change: PictureChange) => void>();

  get photo(): Photo | null {
    return this.#photo;
  }

  /** The last complete result of this photo. */
  get result(): RgbaImage | null {
    return this.#result;
  }

  /** The result on screen: the one being filled, else the last complete one. */
  get shown(): RgbaImage | null {
    return this.#run?.image ?? this.#result;
  }

  subscribe(listener: (change: PictureChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts a photo on screen; `settle` makes it final, `revert` brings the one before it back. */
  show(photo: Photo): void {
    if (this.#previous === null) this.#previous = { photo: this.#photo, result: this.#result };
    else this.#photo?.preview.close();
    this.#photo = photo;
    this.#result = null;
    this.#run = null;
    this.#tell({ kind: 'photo' });
  }

  settle(): void {
    this.#previous?.photo?.preview.close();
    this.#previous = null;
  }

  revert(): void {
    if (this.#previous === null) return;
    this.#photo?.preview.close();
    this.#photo = this.#previous.photo;
    this.#result = this.#previous.result;
    this.#previous = null;
    this.#run = null;
    this.#tell({ kind: 'photo' });
  }

  /** Run `id` starts to fill a result of this size; until it finishes the last one is kept. */
  begin(id: number, width: number, height: number, colorSpace?: RgbaImage['colorSpace']): void {
    const data = new Uint8ClampedArray(width * height * 4);
    const image = { width, height, data };
    this.#run = { id, image: colorSpace === undefined ? image : { ...image, colorSpace } };
    this.#tell({ kind: 'begun' });
  }

  /** A tile of any run but the current one is late, and is ignored. */
  paste(id: number, tile: RestoredTile): void {
    if (this.#run?.id !== id) return;
    pasteTile(this.#run.image, tile);
    this.#tell({ kind: 'tile', tile });
  }

  finish(id: number): void {
    if (this.#run?.id !== id) return;
    this.#result = this.#run.image;
    this.#run = null;
    this.#tell({ kind: 'finished' });
  }

  /** Forgets what run `id` has filled: the last complete result is back on screen. */
  drop(id: number): void {
    if (this.#run?.id !== id) return;
    this.#run = null;
    this.#tell({ kind: 'dropped' });
  }

  #tell(change: PictureChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
