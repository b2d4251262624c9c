import type { Rectangle } from '../../imaging/rgbaImage';
import type { Point, Size, View } from './geometry';

/** Two lenses, and how each of them shows the picture. */
export interface Lenses {
  readonly a: Rectangle;
  readonly b: Rectangle;
  readonly view: View;
}

/** Device pixels between the lenses. */
const gap = 2;

/** Four times what the stage shows, in whole pixels for each picture pixel: 400 % to 3200 %. */
export function loupeScale(scale: number): number {
  return Math.min(32, Math.max(4, Math.round(4 * scale)));
}

/**
 * Two square lenses side by side above a point of the stage, or below it where there is no room.
 *
 * @param distance from the point to the lenses, so that they do not cover what they magnify.
 */
export function lensesAt(
  point: Point,
  side: number,
  distance: number,
  stage: Size,
): Pick<Lenses, 'a' | 'b'> {
  const width = 2 * side + gap;
  const x = Math.round(between(point.x - width / 2, stage.width - width));
  const above = point.y - distance - side;
  const below = point.y + distance;
  const y = Math.round(above >= 0 ? above : between(below, stage.height - side));
  const a = { x, y, width: side, height: side };
  return { a, b: { ...a, x: x + side + gap } };
}

/** The view from a lens's corner that has the middle of the picture's pixel in its middle. */
export function viewThrough(pixel: Point, side: number, scale: number): View {
  const along = (pixelAt: number) => Math.round(side / 2 - (pixelAt + 0.5) * scale);
  return { scale, x: along(pixel.x), y: along(pixel.y) };
}

/** The picture's pixel that a view shows at a point; the nearest one where there is none. */
export function pixelAt(point: Point, view: View, picture: Size): Point {
  return {
    x: Math.floor(between((point.x - view.x) / view.scale, picture.width - 1)),
    y: Math.floor(between((point.y - view.y) / view.scale, picture.height - 1)),
  };
}

function between(value: number, largest: number): number {
  return Math.max(0, Math.min(largest, value));
}
