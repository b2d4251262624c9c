import type { Rectangle } from '../../imaging/rgbaImage';
import type { Frame, Point, Size } from './geometry';

/** How two pictures share the stage. */
export const modes = ['split', 'side-by-side', 'blink', 'difference'] as const;
export type Mode = (typeof modes)[number];

/** Where on the stage each of the two is drawn, in device pixels; the same view holds in both. */
export interface Panes {
  readonly a: Rectangle;
  readonly b: Rectangle;
  /** Side by side only: along which side of the stage. */
  readonly order: 'one' | 'columns' | 'rows';
}

/** Device pixels between two panes. */
const gap = 2;

/** Side by side along the stage's longer side, in panes of one size; else both on all of it. */
export function panesOf({ width, height }: Size, mode: Mode): Panes {
  const whole = { x: 0, y: 0, width, height };
  if (mode !== 'side-by-side') return { a: whole, b: whole, order: 'one' };
  if (width >= height) {
    const half = Math.max(1, Math.floor((width - gap) / 2));
    const a = { ...whole, width: half };
    return { a, b: { ...a, x: width - half }, order: 'columns' };
  }
  const half = Math.max(1, Math.floor((height - gap) / 2));
  const a = { ...whole, height: half };
  return { a, b: { ...a, y: height - half }, order: 'rows' };
}

/** What a picture is fitted into: one of the panes. */
export function paneFrame(stage: Frame, mode: Mode): Frame {
  const { width, height } = panesOf(stage, mode).a;
  return { width, height, margin: stage.margin };
}

/** The pane that a point of the stage is nearest to. */
export function paneAt({ a, b, order }: Panes, point: Point): Rectangle {
  if (order === 'columns') return point.x < (a.x + a.width + b.x) / 2 ? a : b;
  if (order === 'rows') return point.y < (a.y + a.height + b.y) / 2 ? a : b;
  return a;
}

/** A point of the stage, seen from a pane's corner. */
export function inPane(pane: Rectangle, { x, y }: Point): Point {
  return { x: x - pane.x, y: y - pane.y };
}
