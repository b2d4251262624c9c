import type { Rectangle } from '../../imaging/rgbaImage';

/** All lengths are device pixels of the frame (the stage, or a pane of it) unless they are said to be picture pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Picture pixel p is drawn from p · scale + (x, y); scale 1 is 100 %, one pixel for one pixel. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** What the picture is fitted into: the stage less a margin on each side. */
export interface Frame extends Size {
  readonly margin: number;
}

const largestScale = 16;

/** Stops of the zoom buttons and keys. */
const stops = [
  1 / 32,
  1 / 16,
  1 / 8,
  1 / 6,
  1 / 4,
  1 / 3,
  1 / 2,
  2 / 3,
  1,
  2,
  3,
  4,
  6,
  8,
  12,
  largestScale,
];

/**
 * The scale that shows the whole picture. A small picture is enlarged by a whole number only:
 * anything else would draw some of its pixels larger than others.
 */
export function fitScale(frame: Frame, picture: Size): number {
  const width = Math.max(1, frame.width - 2 * frame.margin);
  const height = Math.max(1, frame.height - 2 * frame.margin);
  const scale = Math.min(width / picture.width, height / picture.height);
  return scale <= 1 ? scale : Math.min(largestScale, Math.floor(scale));
}

export function wholeView(frame: Frame, picture: Size): View {
  return settle({ scale: fitScale(frame, picture), x: 0, y: 0 }, frame, picture);
}

/** From the whole picture, or 100 % where that is less, to 1600 %. */
export function clampScale(scale: number, frame: Frame, picture: Size): number {
  return Math.min(largestScale, Math.max(Math.min(1, fitScale(frame, picture)), scale));
}

/** Zooms so that what is under `point` stays there, as far as the edges allow. */
export function zoomAround(
  view: View,
  scale: number,
  point: Point,
  frame: Frame,
  picture: Size,
): View {
  const clamped = clampScale(scale, frame, picture);
  const ratio = clamped / view.scale;
  const x = point.x - (point.x - view.x) * ratio;
  const y = point.y - (point.y - view.y) * ratio;
  return settle({ scale: clamped, x, y }, frame, picture);
}

/** The next stop above (`direction` 1) or below (−1) the present scale. */
export function nextStop(scale: number, direction: 1 | -1): number {
  const tolerance = 1.001;
  const next =
    direction === 1
      ? stops.find((stop) => stop > scale * tolerance)
      : stops.findLast((stop) => stop < scale / tolerance);
  return next ?? scale;
}

/**
 * Keeps the picture on the stage: centred along a side that fits, else without a gap at its edges;
 * on whole device pixels, so that nothing is resampled at 100 %.
 */
export function settle(view: View, frame: Size, picture: Size): View {
  return {
    scale: view.scale,
    x: settleAlong(view.x, frame.width, picture.width * view.scale),
    y: settleAlong(view.y, frame.height, picture.height * view.scale),
  };
}

function settleAlong(offset: number, frame: number, length: number): number {
  if (length <= frame) return Math.round((frame - length) / 2);
  return Math.round(Math.min(0, Math.max(frame - length, offset)));
}

/** The visible part of the picture, in fractions of its sides. */
export function visibleFraction(view: View, frame: Size, picture: Size): Rectangle {
  const [x, width] = visibleAlong(view.x, frame.width, picture.width * view.scale);
  const [y, height] = visibleAlong(view.y, frame.height, picture.height * view.scale);
  return { x, y, width, height };
}

function visibleAlong(offset: number, frame: number, length: number): [number, number] {
  const start = Math.min(1, Math.max(0, -offset / length));
  const end = Math.min(1, Math.max(0, (frame - offset) / length));
  return [start, end - start];
}
