import { differenceIn } from '../../imaging/difference';
import type { Rectangle, RgbaImage } from '../../imaging/rgbaImage';
import { contextOf, release } from './surfaces';

const blockSide = 256;
/** Pixels around an area that its enlargement changes. */
const enlargingReach = 3;
/** Milliseconds of a frame that may go into computing: what is left of 16 goes into drawing. */
const frameShare = 9;

/**
 * The difference of two pictures in true pixels, computed block by block where it is looked at and a
 * few milliseconds at a time, so that panning over a large photo stays smooth.
 */
export class DifferenceSurface {
  readonly canvas: OffscreenCanvas;
  readonly #columns: number;
  /** 1 for blocks that show these pictures with this gain. */
  readonly #isDone: Uint8Array;

  constructor(
    readonly a: RgbaImage,
    readonly b: RgbaImage,
    private gain: number,
  ) {
    const { width, height } = a.width >= b.width ? a : b;
    this.canvas = new OffscreenCanvas(width, height);
    this.#columns = Math.ceil(width / blockSide);
    this.#isDone = new Uint8Array(this.#columns * Math.ceil(height / blockSide));
  }

  /** Blocks keep what they show until they are computed again. */
  setGain(gain: number): void {
    if (gain === this.gain) return;
    this.gain = gain;
    this.#isDone.fill(0);
  }

  /** An area of one of the two has changed. */
  outdate(image: RgbaImage, { x, y, width, height }: Rectangle): void {
    const factor = this.canvas.width / image.width;
    const area = {
      x: (x - enlargingReach) * factor,
      y: (y - enlargingReach) * factor,
      width: (width + 2 * enlargingReach) * factor,
      height: (height + 2 * enlargingReach) * factor,
    };
    for (const { index } of this.#blocks(area)) this.#isDone[index] = 0;
  }

  /** Computes what is missing in an area; false when this frame's share did not do. */
  compute(area: Rectangle): boolean {
    const end = performance.now() + frameShare;
    for (const { index, block } of this.#blocks(area)) {
      if (this.#isDone[index] === 1) continue;
      if (performance.now() > end) return false;
      const data = differenceIn(this.a, this.b, block, this.gain);
      const pixels = new ImageData(data, block.width, block.height);
      contextOf(this.canvas).putImageData(pixels, block.x, block.y);
      this.#isDone[index] = 1;
    }
    return true;
  }

  dispose(): void {
    release(this.canvas);
  }

  *#blocks(area: Rectangle): Generator<{ readonly index: number; readonly block: Rectangle }> {
    const { width, height } = this.canvas;
    const right = Math.min(width, area.x + area.width);
    const bottom = Math.min(height, area.y + area.height);
    for (let row = Math.floor(Math.max(0, area.y) / blockSide); row * blockSide < bottom; row++) {
      const start = Math.floor(Math.max(0, area.x) / blockSide);
      for (let column = start; column * blockSide < right; column++) {
        const x = column * blockSide;
        const y = row * blockSide;
        const block = {
          x,
          y,
          width: Math.min(blockSide, width - x),
          height: Math.min(blockSide, height - y),
        };
        yield { index: row * this.#columns + column, block };
      }
    }
  }
}
