import type { ColorSpace } from '../../imaging/rgbaImage';
import type { Pictures } from '../../state/pictures';
import type { Size, View } from '../../state/view/geometry';
import type { ViewStore } from '../../state/view/viewStore';
import { Surfaces } from './surfaces';

type Drawable = ImageBitmap | OffscreenCanvas;

/** Keeps a canvas of the stage's size drawn: before left of the split, after right of it. */
export class Painter {
  readonly #drawing: CanvasRenderingContext2D;
  readonly #surfaces: Surfaces;
  readonly #unsubscribe: () => void;
  #scheduled: number | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly view: ViewStore,
    pictures: Pictures,
    colorSpace: ColorSpace,
  ) {
    const drawing = canvas.getContext('2d', { colorSpace });
    if (drawing === null) throw new Error('This browser has no 2D canvas.');
    this.#drawing = drawing;
    this.#surfaces = new Surfaces(pictures, () => this.#schedule());
    this.#unsubscribe = view.subscribe(() => this.#schedule());
  }

  /** Sizing a canvas empties it, so it is drawn at once and not in the next frame. */
  resize({ width, height }: Size): void {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.#paint();
  }

  dispose(): void {
    if (this.#scheduled !== null) cancelAnimationFrame(this.#scheduled);
    this.#unsubscribe();
    this.#surfaces.dispose();
  }

  #schedule(): void {
    this.#scheduled ??= requestAnimationFrame(() => {
      this.#scheduled = null;
      this.#paint();
    });
  }

  #paint(): void {
    const { width, height } = this.canvas;
    const { view, picture, split } = this.view.getState();
    const { before, after } = this.#surfaces;
    this.#drawing.clearRect(0, 0, width, height);
    if (picture === null || before === null) return;
    const border = after === null ? width : Math.round(split * width);
    this.#drawPart(before, picture, view, 0, border);
    if (after !== null) this.#drawPart(after, picture, view, border, width);
  }

  /** Draws what lies between two columns of the stage. */
  #drawPart(source: Drawable, picture: Size, view: View, left: number, right: number): void {
    const { height } = this.canvas;
    if (right <= left) return;
    const ratio = source.width / picture.width;
    const perPixel = view.scale / ratio;
    // Only whole source pixels that are visible, and a few around them for the smoothing.
    const from = sourceSpan(left - view.x, right - view.x, perPixel, source.width);
    const down = sourceSpan(-view.y, height - view.y, perPixel, source.height);
    if (from.length <= 0 || down.length <= 0) return;
    const drawing = this.#drawing;
    drawing.save();
    drawing.beginPath();
    drawing.rect(left, 0, right - left, height);
    drawing.clip();
    // At 100 % and above a pixel is a square; a photo smaller than its result is enlarged smoothly.
    drawing.imageSmoothingEnabled = view.scale < 1 || ratio < 1;
    drawing.imageSmoothingQuality = 'high';
    drawing.drawImage(
      source,
      from.start,
      down.start,
      from.length,
      down.length,
      view.x + from.start * perPixel,
      view.y + down.start * perPixel,
      from.length * perPixel,
      down.length * perPixel,
    );
    drawing.restore();
  }
}

const smoothingReach = 4;

function sourceSpan(first: number, last: number, perPixel: number, length: number) {
  const start = Math.max(0, Math.floor(first / perPixel) - smoothingReach);
  const end = Math.min(length, Math.ceil(last / perPixel) + smoothingReach);
  return { start, length: end - start };
}
