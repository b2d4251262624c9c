import type { RgbaImage } from '../../imaging/rgbaImage';
import type { PictureKey } from '../comparing/sides';

/** What the results of one photo may take: four of a 24-megapixel photo at its own size. */
export const resultBytes = 400e6;

/**
 * Complete results of one photo, within a budget of bytes: where it is exceeded, the least recently
 * used goes first. What is kept (on screen, or the one that would be saved) stays whatever it takes.
 */
export class ResultCache {
  /** Least recently used first: a Map keeps the order of insertion. */
  readonly #images = new Map<PictureKey, RgbaImage>();

  constructor(readonly budget: number = resultBytes) {}

  get bytes(): number {
    return [...this.#images.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  }

  get size(): number {
    return this.#images.size;
  }

  has(key: PictureKey): boolean {
    return this.#images.has(key);
  }

  get(key: PictureKey): RgbaImage | null {
    return this.#images.get(key) ?? null;
  }

  put(key: PictureKey, image: RgbaImage): void {
    this.#images.delete(key);
    this.#images.set(key, image);
  }

  /** Counts as a use. */
  use(key: PictureKey): void {
    const image = this.get(key);
    if (image !== null) this.put(key, image);
  }

  forget(isGone: (key: PictureKey) => boolean): void {
    for (const key of this.#images.keys()) if (isGone(key)) this.#images.delete(key);
  }

  /** Lets go of what is over the budget, as far as it need not be kept. */
  trim(keep: (key: PictureKey) => boolean, budget: number = this.budget): void {
    let { bytes } = this;
    for (const [key, { data }] of this.#images) {
      if (bytes <= budget) return;
      if (keep(key)) continue;
      this.#images.delete(key);
      bytes -= data.byteLength;
    }
  }
}
