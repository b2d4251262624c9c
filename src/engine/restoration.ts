import { resizePlane } from '../imaging/cubicResize';
import { isOpaque } from '../imaging/opacity';
import type { Rectangle, RgbaImage } from '../imaging/rgbaImage';
import { fillTransparentColour } from '../imaging/transparentColour';
import type { Frame } from '../kernels/framedPixels';
import * as tf from '../kernels/tf';
import { ComputationError } from './errors';
import type { RestoredTile } from './protocol';
import { type FramedTile, rimColour, sharedFrame } from './tiling/framedTile';
import { type BlendedTile, TileBlender } from './tiling/tileBlender';
import { nearestTile, type TileGrid, type TilePosition, tilePositions } from './tiling/tileGrid';
import { tileInput } from './tiling/tileInput';

/** The colour of a tile's result, `[s·H,s·W,3]` in 0–1; as bytes where no neighbour is blended in. */
export type TileOutput = Float32Array | FramedTile;

/**
 * Restores `[1,H,W,3]` to `[1,s·H,s·W,3]` and reads the result back. All that needs the input is
 * issued before the call returns.
 *
 * @param frame what other tiles cover as well.
 */
export type TileForward = (input: tf.Tensor4D, frame: Frame) => Promise<TileOutput>;

interface RunningTile {
  readonly position: TilePosition;
  readonly output: Promise<TileOutput>;
}

/**
 * Restores a picture tile by tile, nearest to the focus first. Stopping the generator cancels, once
 * the tiles in flight have landed.
 *
 * @param inFlight how many tiles run at once: with 2, a tile is uploaded and computed while the one
 *   before it is read back, blended and shown.
 * @yields the finished part of the result after each tile, alpha included.
 * @throws ComputationError when a tile holds what is not a number.
 */
export async function* restoreTiles(
  image: RgbaImage,
  grid: TileGrid,
  scale: number,
  focus: Rectangle | null,
  forward: TileForward,
  inFlight: number,
): AsyncGenerator<RestoredTile> {
  const source = fillTransparentColour(image);
  const alpha = enlargedAlpha(image, scale);
  const blender = new TileBlender(grid, scale);
  const left = tilePositions(grid);
  const running: RunningTile[] = [];
  try {
    for (;;) {
      while (running.length < inFlight) {
        const position = nearestTile(grid, left, focus);
        if (position === undefined) break;
        left.splice(left.indexOf(position), 1);
        running.push(begun(source, grid, scale, position, forward));
      }
      const first = running.shift();
      if (first === undefined) return;
      const stride = (grid.columns[first.position.column]?.length ?? 0) * scale;
      const output = await first.output;
      const framed = output instanceof Float32Array ? null : output;
      const colour = output instanceof Float32Array ? output : rimColour(output);
      const tile = blender.add(first.position, colour, stride);
      yield { ...area(tile), data: pixels(tile, framed, alpha, grid.width * scale) };
    }
  } finally {
    await Promise.allSettled(running.map(({ output }) => output));
  }
}

function begun(
  source: RgbaImage,
  grid: TileGrid,
  scale: number,
  position: TilePosition,
  forward: TileForward,
): RunningTile {
  const columns = grid.columns[position.column];
  const rows = grid.rows[position.row];
  if (columns === undefined || rows === undefined) throw new RangeError('No such tile.');
  const values = tileInput(source, columns, rows);
  const input = tf.tensor4d(values, [1, rows.length, columns.length, 3]);
  try {
    const output = forward(input, sharedFrame(grid, position, scale));
    // Its turn to be awaited comes later; until then a failure is nobody's.
    output.catch(() => undefined);
    return { position, output };
  } finally {
    input.dispose();
  }
}

function area({ x, y, width, height }: Rectangle): Rectangle {
  return { x, y, width, height };
}

/** The picture's alpha at the result's size, or null where it is opaque. */
function enlargedAlpha(image: RgbaImage, scale: number): Uint8ClampedArray | null {
  if (isOpaque(image)) return null;
  const { width, height, data } = image;
  const values = Uint8ClampedArray.from(
    { length: width * height },
    (_, i) => data[4 * i + 3] ?? 255,
  );
  if (scale === 1) return values;
  return resizePlane({ width, height, data: values }, width * scale, height * scale).data;
}

/**
 * 8-bit RGBA of a finished part.
 *
 * @param framed holds the bytes of what `tile` has no colour of: all inside its frame.
 */
function pixels(
  tile: BlendedTile,
  framed: FramedTile | null,
  alpha: Uint8ClampedArray | null,
  resultWidth: number,
): Uint8ClampedArray<ArrayBuffer> {
  const { x, y, width, height, rgb } = tile;
  const data = new Uint8ClampedArray(width * height * 4);
  let areNumbers = true;
  const convert = (from: number, to: number) => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = rgb[3 * i + channel] ?? Number.NaN;
        sum += value;
        data[4 * i + channel] = 255 * value;
      }
      data[4 * i + 3] = 255;
    }
    areNumbers &&= Number.isFinite(sum);
  };
  for (let row = 0; row < height; row++) {
    const start = row * width;
    if (framed === null || row < framed.frame.top || row >= framed.height - framed.frame.bottom) {
      convert(start, start + width);
      continue;
    }
    const { frame, bytes } = framed;
    const end = Math.min(width, framed.width - frame.right);
    convert(start, start + frame.left);
    convert(start + end, start + width);
    const source = row * framed.width;
    data.set(
      bytes.subarray(4 * (source + frame.left), 4 * (source + end)),
      4 * (start + frame.left),
    );
    for (let i = start + frame.left; i < start + end; i++) areNumbers &&= data[4 * i + 3] === 255;
  }
  if (!areNumbers) {
    throw new ComputationError(
      'The computation gave values that are not numbers.',
      'Restart the engine; if it happens again, choose another backend or update the graphics driver.',
    );
  }
  if (alpha !== null) {
    for (let i = 0; i < width * height; i++) {
      const row = y + Math.floor(i / width);
      data[4 * i + 3] = alpha[row * resultWidth + x + (i % width)] ?? 255;
    }
  }
  return data;
}
