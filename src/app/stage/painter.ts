import { wholeFactor } from '../../imaging/difference';
import type { ColorSpace, Rectangle, RgbaImage } from '../../imaging/rgbaImage';
import type { PictureChange, Pictures } from '../../state/photo/pictures';
import type { Size } from '../../state/view/geometry';
import { panesOf } from '../../state/view/panes';
import { gainOf, modeOf, type ViewState, type ViewStore } from '../../state/view/viewStore';
import { DifferenceSurface } from './differenceSurface';
import { drawPart, type Place, sourcePart } from './drawPart';
import { drawLoupe, type Names } from './loupePainting';
import { type Drawable, Surfaces } from './surfaces';

const nothing: Size = { width: 1, height: 1 };

function isComparable(a: RgbaImage, b: RgbaImage): boolean {
  return wholeFactor(a, b) !== null || wholeFactor(b, a) !== null;
}

/** Keeps a canvas of the stage's size drawn: both pictures in the mode that is chosen. */
export class Painter {
  readonly #drawing: CanvasRenderingContext2D;
  readonly #surfaces: Surfaces;
  readonly #unsubscribe: () => void;
  #difference: DifferenceSurface | null = null;
  #scheduled: number | null = null;
  #names: Names = { a: '', b: '' };

  constructor(
    private readonly canvas: HTMLCanvasElement,
    /** Over everything else on the stage. */
    private readonly loupe: HTMLCanvasElement,
    private readonly view: ViewStore,
    private readonly pictures: Pictures,
    private readonly colorSpace: ColorSpace,
  ) {
    const drawing = canvas.getContext('2d', { colorSpace });
    if (drawing === null) throw new Error('This browser has no 2D canvas.');
    this.#drawing = drawing;
    this.#surfaces = new Surfaces(pictures, (change) => this.#follow(change));
    this.#unsubscribe = view.subscribe(() => this.#schedule());
  }

  /** Sizing a canvas empties it, so it is drawn at once and not in the next frame. */
  resize({ width, height }: Size): void {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.#paint();
  }

  setNames(names: Names): void {
    if (names.a === this.#names.a && names.b === this.#names.b) return;
    this.#names = names;
    this.#schedule();
  }

  dispose(): void {
    if (this.#scheduled !== null) cancelAnimationFrame(this.#scheduled);
    this.#unsubscribe();
    this.#surfaces.dispose();
    this.#difference?.dispose();
  }

  #follow(change: PictureChange): void {
    const difference = this.#difference;
    if (change.kind === 'tile' && difference !== null) {
      const image = this.pictures.image(change.key);
      if (image === difference.a || image === difference.b) difference.outdate(image, change.tile);
    }
    this.#schedule();
  }

  #schedule(): void {
    this.#scheduled ??= requestAnimationFrame(() => {
      this.#scheduled = null;
      this.#paint();
    });
  }

  #paint(): void {
    const { width, height } = this.canvas;
    this.#drawing.clearRect(0, 0, width, height);
    const state = this.view.getState();
    const a = this.#surfaces.drawable('a');
    const b = this.#surfaces.drawable('b');
    if (state.picture === null || a === null || b === null) return;
    this.#paintMode(state, state.picture, a, state.isBlinking ? a : b);
    this.#paintLoupe(state, state.picture, a, b);
  }

  #paintLoupe(state: ViewState, picture: Size, a: Drawable, b: Drawable): void {
    const { width, height } = state.loupe === null ? nothing : this.canvas;
    const isEmpty = this.loupe.width === 1;
    if (state.loupe === null && isEmpty) return;
    // Sizing it empties it.
    this.loupe.width = width;
    this.loupe.height = height;
    const drawing = this.loupe.getContext('2d', { colorSpace: this.colorSpace });
    if (state.loupe === null || drawing === null) return;
    const ratio = width / this.canvas.clientWidth;
    drawLoupe(drawing, { ...state, picture, a, b, names: this.#names, ratio });
  }

  #paintMode(state: ViewState, picture: Size, a: Drawable, b: Drawable): void {
    const { width, height } = this.canvas;
    const mode = modeOf(state);
    const panes = panesOf({ width, height }, mode);
    const whole = { pane: panes.b, clip: panes.b };
    if (mode !== 'difference') this.#letDifferenceGo();
    const draw = (source: Drawable, place: Place) =>
      drawPart(this.#drawing, source, picture, state.view, place);

    if (mode === 'side-by-side') {
      draw(a, { pane: panes.a, clip: panes.a });
      draw(b, whole);
    } else if (mode === 'split') {
      const border = Math.round(state.split * width);
      draw(a, { pane: panes.a, clip: { ...panes.a, width: border } });
      draw(b, { pane: panes.b, clip: { ...panes.b, x: border, width: width - border } });
    } else if (mode === 'blink' || state.isBlinking) {
      draw(b, whole);
    } else {
      draw(this.#differenceIn(whole.clip, state, picture) ?? b, whole);
    }
  }

  /** Null before the photo's pixels are there, and where no pixel of one lies on one of the other. */
  #differenceIn(clip: Rectangle, state: ViewState, picture: Size): Drawable | null {
    const { sides } = this.pictures;
    const a = this.pictures.image(sides.a) ?? this.pictures.wantPixels();
    const b = this.pictures.image(sides.b) ?? this.pictures.wantPixels();
    if (a === null || b === null || !isComparable(a, b)) return null;
    if (this.#difference?.a !== a || this.#difference.b !== b) {
      this.#letDifferenceGo();
      this.#difference = new DifferenceSurface(a, b, gainOf(state));
    }
    const difference = this.#difference;
    difference.setGain(gainOf(state));
    const visible = sourcePart(difference.canvas, picture, state.view, { pane: clip, clip });
    if (!difference.compute(visible)) this.#schedule();
    return difference.canvas;
  }

  #letDifferenceGo(): void {
    this.#difference?.dispose();
    this.#difference = null;
  }
}
