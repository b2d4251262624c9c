import type { Rectangle } from '../../imaging/rgbaImage';
import type { Size, View } from '../../state/view/geometry';
import type { Drawable } from './surfaces';

/** Where on a canvas, and what of it may be drawn on; in device pixels. */
export interface Place {
  /** Its corner is where the view is seen from. */
  readonly pane: Rectangle;
  /** What of the pane is drawn. */
  readonly clip: Rectangle;
}

/** Draws the part of a picture that a view shows in a place. */
export function drawPart(
  drawing: CanvasRenderingContext2D,
  source: Drawable,
  picture: Size,
  view: View,
  { pane, clip }: Place,
): void {
  if (clip.width <= 0 || clip.height <= 0) return;
  const part = sourcePart(source, picture, view, { pane, clip });
  if (part.width <= 0 || part.height <= 0) return;
  const perPixel = scaleOf(source, picture, view);
  drawing.save();
  drawing.beginPath();
  drawing.rect(clip.x, clip.y, clip.width, clip.height);
  drawing.clip();
  // Above 100 % a pixel is a square. At 100 % a photo is enlarged smoothly beside its larger result.
  drawing.imageSmoothingEnabled = view.scale < 1 || (view.scale === 1 && perPixel > 1);
  drawing.imageSmoothingQuality = 'high';
  drawing.drawImage(
    source,
    part.x,
    part.y,
    part.width,
    part.height,
    pane.x + view.x + part.x * perPixel,
    pane.y + view.y + part.y * perPixel,
    part.width * perPixel,
    part.height * perPixel,
  );
  drawing.restore();
}

/** Whole pixels of the source that are visible, and a few around them for the smoothing. */
export function sourcePart(
  source: Size,
  picture: Size,
  view: View,
  { pane, clip }: Place,
): Rectangle {
  const perPixel = scaleOf(source, picture, view);
  const left = clip.x - pane.x - view.x;
  const top = clip.y - pane.y - view.y;
  const across = span(left, left + clip.width, perPixel, source.width);
  const down = span(top, top + clip.height, perPixel, source.height);
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

/** Device pixels for each pixel of the source, which may be smaller than the picture on screen. */
function scaleOf(source: Size, picture: Size, view: View): number {
  return (view.scale * picture.width) / source.width;
}

const smoothingReach = 4;

function span(first: number, last: number, perPixel: number, length: number) {
  const start = Math.max(0, Math.floor(first / perPixel) - smoothingReach);
  const end = Math.min(length, Math.ceil(last / perPixel) + smoothingReach);
  return { start, length: end - start };
}
