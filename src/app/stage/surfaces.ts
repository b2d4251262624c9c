import type { ColorSpace, RgbaImage } from '../../imaging/rgbaImage';
import type { PictureChange, Pictures } from '../../state/pictures';

/** What the stage draws from: the photo, and a canvas that the result's tiles are painted on. */
export class Surfaces {
  #after: OffscreenCanvas | null = null;
  #colorSpace: RgbaImage['colorSpace'];
  readonly #unsubscribe: () => void;

  constructor(
    readonly pictures: Pictures,
    private readonly onChange: () => void,
  ) {
    this.#unsubscribe = pictures.subscribe((change) => this.#follow(change));
    this.#repaint();
  }

  get before(): ImageBitmap | null {
    return this.pictures.photo?.preview ?? null;
  }

  get after(): OffscreenCanvas | null {
    return this.#after;
  }

  dispose(): void {
    this.#unsubscribe();
    this.#release();
  }

  #follow(change: PictureChange): void {
    if (change.kind === 'tile') {
      const { shown } = this.pictures;
      if (shown !== null) {
        const { x, y } = change.tile;
        context(this.#after, shown)?.putImageData(pixelsOf(change.tile, shown), x, y);
      }
    } else if (change.kind !== 'finished') {
      this.#repaint();
    }
    this.onChange();
  }

  /** A result being filled starts as the photo, so that every tile shows what it changes. */
  #repaint(): void {
    const { shown, result } = this.pictures;
    if (shown === null) {
      this.#release();
      return;
    }
    if (
      this.#after?.width !== shown.width ||
      this.#after.height !== shown.height ||
      this.#colorSpace !== shown.colorSpace
    ) {
      this.#release();
      this.#after = new OffscreenCanvas(shown.width, shown.height);
      this.#colorSpace = shown.colorSpace;
    }
    const drawing = context(this.#after, shown);
    if (drawing === null) return;
    if (shown === result) {
      drawing.putImageData(pixelsOf(shown, shown), 0, 0);
    } else if (this.before !== null) {
      drawing.clearRect(0, 0, shown.width, shown.height);
      drawing.imageSmoothingQuality = 'high';
      drawing.drawImage(this.before, 0, 0, shown.width, shown.height);
    }
  }

  #release(): void {
    if (this.#after === null) return;
    // Safari frees a canvas's memory late; one pixel is all that is left waiting.
    this.#after.width = 1;
    this.#after.height = 1;
    this.#after = null;
  }
}

type Coloured = { readonly colorSpace?: ColorSpace };

/** A canvas keeps the colour space that it was first asked for. */
function context(
  canvas: OffscreenCanvas | null,
  { colorSpace = 'srgb' }: Coloured,
): OffscreenCanvasRenderingContext2D | null {
  return canvas?.getContext('2d', { colorSpace }) ?? null;
}

function pixelsOf(
  { data, width, height }: Omit<RgbaImage, 'colorSpace'>,
  { colorSpace = 'srgb' }: Coloured,
): ImageData {
  return new ImageData(data, width, height, { colorSpace });
}
