import { type Frame, framePixels } from '../../kernels/framedPixels';
import type { TileGrid, TilePosition } from './tileGrid';

/**
 * A restored tile as a GPU gives it: pixels as they are shown, and numbers only where neighbours are
 * blended in. That is about half of what all numbers would be to read back, and to convert.
 */
export interface FramedTile {
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
  /** RGBA; alpha is 0 where a value is not a number. */
  readonly bytes: Uint8ClampedArray<ArrayBuffer>;
  /** Colour of the frame's pixels, see `framedPixels`. */
  readonly rims: Float32Array;
}

/** Takes what was read back of `framedPixels` apart. */
export function framedTile(
  words: Int32Array<ArrayBuffer>,
  width: number,
  height: number,
  frame: Frame,
): FramedTile {
  const pixels = width * height;
  return {
    width,
    height,
    frame,
    bytes: new Uint8ClampedArray(words.buffer, words.byteOffset, 4 * pixels),
    rims: new Float32Array(words.buffer, words.byteOffset + 4 * pixels),
  };
}

/** The pixels of a tile's result that other tiles cover as well. */
export function sharedFrame(grid: TileGrid, position: TilePosition, scale: number): Frame {
  const along = (spans: TileGrid['columns'], index: number) => {
    const [before, own, after] = [spans[index - 1], spans[index], spans[index + 1]];
    if (own === undefined) throw new RangeError(`There is no tile number ${index} on this axis.`);
    return [
      before === undefined ? 0 : (before.start + before.length - own.start) * scale,
      after === undefined ? 0 : (own.start + own.length - after.start) * scale,
    ] as const;
  };
  const [left, right] = along(grid.columns, position.column);
  const [top, bottom] = along(grid.rows, position.row);
  return { top, right, bottom, left };
}

/** Whether reading the frame's numbers beside the bytes is less than reading all numbers. */
export function isWorthFraming(width: number, height: number, frame: Frame): boolean {
  const hasInside = frame.left + frame.right < width && frame.top + frame.bottom < height;
  return hasInside && 3 * framePixels(width, height, frame) < 2 * width * height;
}

/** The frame's colour at its place in the tile, `[height, width, 3]`; 0 inside. */
export function rimColour({ width, height, frame, rims }: FramedTile): Float32Array {
  const { top, right, bottom, left } = frame;
  const colour = new Float32Array(width * height * 3);
  let source = 0;
  const take = (row: number, column: number, count: number) => {
    colour.set(rims.subarray(source, source + 3 * count), 3 * (row * width + column));
    source += 3 * count;
  };
  for (let row = 0; row < top; row++) take(row, 0, width);
  for (let row = height - bottom; row < height; row++) take(row, 0, width);
  for (let row = top; row < height - bottom; row++) {
    take(row, 0, left);
    take(row, width - right, right);
  }
  return colour;
}
