import type { RgbaImage } from '../imaging/rgbaImage';
import { PhotoGoneError } from './errors';
import type { PhotoHandle } from './protocol';

/** Decoded photos in the worker: whoever restores one names it, and its pixels stay where they are. */
export class HeldPhotos {
  private readonly photos = new Map<number, RgbaImage>();
  private held = 0;

  keep(image: RgbaImage): PhotoHandle {
    const id = ++this.held;
    this.photos.set(id, image);
    const { width, height, colorSpace } = image;
    return { id, width, height, ...(colorSpace !== undefined && { colorSpace }) };
  }

  /** @throws PhotoGoneError for one that was released, or is another worker's. */
  pixels(id: number): RgbaImage {
    const image = this.photos.get(id);
    if (image !== undefined) return image;
    throw new PhotoGoneError('The engine does not have this photo any more.', 'Open it again.');
  }

  /** Without effect where it is gone already. */
  release(id: number): void {
    this.photos.delete(id);
  }
}
