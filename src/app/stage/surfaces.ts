import type { ColorSpace, RgbaImage } from '../../imaging/rgbaImage';
import { type PictureKey, photoKey, type Side } from '../../state/comparing/sides';
import type { LivePreview, PictureChange, Pictures } from '../../state/photo/pictures';

export type Drawable = ImageBitmap | OffscreenCanvas;

interface Surface {
  readonly canvas: OffscreenCanvas;
  /** What is painted on it. */
  readonly image: RgbaImage;
}

/**
 * What the stage draws the two sides from: the photo as the browser decoded it, and for anything
 * else on screen a canvas, that a running restoration's tiles are painted on.
 */
export class Surfaces {
  readonly #surfaces = new Map<PictureKey, Surface>();
  readonly #unsubscribe: () => void;
  /** The surface that a live preview is painted on. */
  #previewed: PictureKey | null = null;

  constructor(
    readonly pictures: Pictures,
    private readonly onChange: (change: PictureChange) => void,
  ) {
    this.#unsubscribe = pictures.subscribe((change) => this.#follow(change));
    this.#refresh();
  }

  /** A result without pixels yet is shown as the photo. */
  drawable(side: Side): Drawable | null {
    const key = this.pictures.sides[side];
    return this.#surfaces.get(key)?.canvas ?? this.pictures.photo?.preview ?? null;
  }

  dispose(): void {
    this.#unsubscribe();
    for (const key of [...this.#surfaces.keys()]) this.#release(key);
  }

  #follow(change: PictureChange): void {
    if (change.kind === 'tile') {
      const surface = this.#surfaces.get(change.key);
      const { x, y } = change.tile;
      if (surface !== undefined) {
        const { canvas, image } = surface;
        contextOf(canvas, image).putImageData(pixelsOf(change.tile, image), x, y);
      }
    } else if (change.kind === 'livePreview') {
      this.#paintLivePreview();
    } else {
      this.#refresh();
    }
    this.onChange(change);
  }

  #paintLivePreview(): void {
    const { livePreview } = this.pictures;
    const surface = livePreview && this.#surfaces.get(livePreview.key);
    if (!livePreview || !surface) return;
    this.#previewed = livePreview.key;
    drawLivePreview(contextOf(surface.canvas, surface.image), livePreview);
  }

  /** Paints what has come on screen, lets go of what has left it. */
  #refresh(): void {
    const { a, b } = this.pictures.sides;
    if (this.#previewed !== null && this.pictures.livePreview === null)
      this.#release(this.#previewed);
    for (const [key, { image }] of this.#surfaces) {
      const isShown = key === a || key === b;
      if (!isShown || this.pictures.image(key) !== image) this.#release(key);
    }
    for (const key of [a, b]) {
      const image = key === photoKey ? null : this.pictures.image(key);
      if (image !== null && !this.#surfaces.has(key)) {
        this.#surfaces.set(key, { image, canvas: this.#painted(key, image) });
      }
    }
  }

  /**
   * A result being filled starts as the photo, or the same adapter's result, so that every tile shows
   * what it changes.
   */
  #painted(key: PictureKey, image: RgbaImage): OffscreenCanvas {
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawing = contextOf(canvas, image);
    const filling = this.pictures.filling(key);
    if (filling === null) {
      drawing.putImageData(pixelsOf(image, image), 0, 0);
      return canvas;
    }
    const preview = this.pictures.photo?.preview;
    drawing.imageSmoothingQuality = 'high';
    if (filling.beneath !== null) {
      drawing.putImageData(pixelsOf(filling.beneath, image), 0, 0);
    } else if (preview !== undefined) drawing.drawImage(preview, 0, 0, image.width, image.height);
    const { livePreview } = this.pictures;
    if (livePreview !== null && this.pictures.image(livePreview.key) === filling.beneath) {
      drawLivePreview(drawing, livePreview);
    }
    if (filling.hasTiles) {
      const tiles = new OffscreenCanvas(image.width, image.height);
      contextOf(tiles, image).putImageData(pixelsOf(image, image), 0, 0);
      drawing.drawImage(tiles, 0, 0);
      release(tiles);
    }
    return canvas;
  }

  #release(key: PictureKey): void {
    const surface = this.#surfaces.get(key);
    if (surface !== undefined) release(surface.canvas);
    this.#surfaces.delete(key);
    if (this.#previewed === key) this.#previewed = null;
  }
}

/** It is opaque: where the picture is transparent it stays so. */
function drawLivePreview(
  drawing: OffscreenCanvasRenderingContext2D,
  { bitmap, x, y }: LivePreview,
): void {
  drawing.globalCompositeOperation = 'source-atop';
  drawing.drawImage(bitmap, x, y);
  drawing.globalCompositeOperation = 'source-over';
}

type Coloured = { readonly colorSpace?: ColorSpace };

/** A canvas keeps the colour space that it was first asked for. */
export function contextOf(
  canvas: OffscreenCanvas,
  { colorSpace = 'srgb' }: Coloured = {},
): OffscreenCanvasRenderingContext2D {
  const drawing = canvas.getContext('2d', { colorSpace });
  if (drawing === null) throw new Error('This browser has no 2D canvas.');
  return drawing;
}

function pixelsOf(
  { data, width, height }: Omit<RgbaImage, 'colorSpace'>,
  { colorSpace = 'srgb' }: Coloured,
): ImageData {
  return new ImageData(data, width, height, { colorSpace });
}

/** Safari frees a canvas's memory late; one pixel is all that is left waiting. */
export function release(canvas: OffscreenCanvas): void {
  canvas.width = 1;
  canvas.height = 1;
}
