import { cropped } from '../imaging/crop';
import { exposed, exposureGain, brightness as measured } from '../imaging/exposure';
import type { Rectangle, RgbaImage } from '../imaging/rgbaImage';
import { PhotoGoneError } from './errors';
import type { PhotoHandle } from './protocol';
import type { Selection } from './selection';

/** Decoded photos in the worker: whoever restores one names it, and its pixels stay where they are. */
export class HeldPhotos {
  private readonly photos = new Map<number, RgbaImage>();
  private readonly brightnesses = new WeakMap<RgbaImage, number>();
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

  /** The photo, or a part of it, as a selection wants it: its exposure goes by the whole photo. */
  exposedFor({ exposure }: Pick<Selection, 'exposure'>, id: number, part?: Rectangle): RgbaImage {
    const photo = this.pixels(id);
    const image = part === undefined ? photo : cropped(photo, part);
    if (exposure === null) return image;
    const brightness = this.brightnesses.get(photo) ?? measured(photo);
    this.brightnesses.set(photo, brightness);
    return exposed(image, exposureGain(exposure, brightness));
  }

  /** Without effect where it is gone already. */
  release(id: number): void {
    this.photos.delete(id);
  }
}
