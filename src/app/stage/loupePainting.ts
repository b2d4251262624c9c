import type { Rectangle } from '../../imaging/rgbaImage';
import type { Size } from '../../state/view/geometry';
import { lensesAt, loupeScale, pixelAt, viewThrough } from '../../state/view/loupe';
import { inPane, paneAt, panesOf } from '../../state/view/panes';
import { modeOf, type ViewFacts } from '../../state/view/viewStore';
import { formatZoom } from '../formats';
import { drawPart } from './drawPart';
import type { Drawable } from './surfaces';

/** Names of the two pictures, as the loupe shows them. */
export interface Names {
  readonly a: string;
  readonly b: string;
}

export interface LoupeContent extends ViewFacts {
  readonly picture: Size;
  readonly a: Drawable;
  readonly b: Drawable;
  readonly names: Names;
  /** Device pixels for each CSS pixel. */
  readonly ratio: number;
}

/** CSS pixels. */
const largestLens = 168;
const edge = 12;
const distance = 28;
const captionHeight = 22;

const frameColour = '#fff';
const captionInk = '#fff';
const captionGround = 'rgb(0 0 0 / 78%)';
/** Around the picture, where a lens looks past its edge. */
const beyondColour = '#666';

/** Draws both pictures at the loupe's point, magnified side by side in true pixels. */
export function drawLoupe(drawing: CanvasRenderingContext2D, content: LoupeContent): void {
  const { loupe, stage, view, picture, names, ratio } = content;
  if (loupe === null) return;
  const widest = (stage.width - 2 * edge * ratio) / 2;
  const side = Math.round(Math.min(largestLens * ratio, widest));
  const pane = paneAt(panesOf(stage, modeOf(content)), loupe);
  const pixel = pixelAt(inPane(pane, loupe), view, picture);
  const scale = loupeScale(view.scale);
  const lensView = viewThrough(pixel, side, scale);
  const { a, b } = lensesAt(loupe, side, distance * ratio, stage);

  drawing.save();
  const around = { x: a.x, y: a.y, width: b.x + b.width - a.x, height: side };
  drawing.shadowColor = 'rgb(0 0 0 / 55%)';
  drawing.shadowBlur = 10 * ratio;
  fill(drawing, grown(around, 2 * ratio), frameColour);
  drawing.shadowColor = 'transparent';
  for (const [lens, source, name] of [
    [a, content.a, names.a],
    [b, content.b, names.b],
  ] as const) {
    fill(drawing, lens, beyondColour);
    drawPart(drawing, source, picture, lensView, { pane: lens, clip: lens });
    drawMiddle(drawing, lens, scale, ratio);
    drawCaption(drawing, lens, lens === b ? `${name} · ${formatZoom(scale)}` : name, ratio);
  }
  drawing.restore();
}

/** The pixel in the middle, framed in black on white, to be seen on any picture. */
function drawMiddle(
  drawing: CanvasRenderingContext2D,
  lens: Rectangle,
  scale: number,
  ratio: number,
): void {
  const start = Math.round(lens.width / 2 - scale / 2);
  const pixel = { x: lens.x + start, y: lens.y + start, width: scale, height: scale };
  outline(drawing, grown(pixel, 1.5 * ratio), 'rgb(0 0 0 / 80%)', ratio);
  outline(drawing, grown(pixel, 0.5 * ratio), '#fff', ratio);
}

function drawCaption(
  drawing: CanvasRenderingContext2D,
  lens: Rectangle,
  text: string,
  ratio: number,
): void {
  const height = captionHeight * ratio;
  const ground = { ...lens, y: lens.y + lens.height - height, height };
  fill(drawing, ground, captionGround);
  drawing.font = `${12 * ratio}px ${getComputedStyle(document.documentElement).fontFamily}`;
  drawing.fillStyle = captionInk;
  drawing.textBaseline = 'middle';
  const padding = 7 * ratio;
  const shown = shortened(drawing, text, lens.width - 2 * padding);
  drawing.fillText(shown, ground.x + padding, ground.y + height / 2);
}

function shortened(drawing: CanvasRenderingContext2D, text: string, width: number): string {
  let shown = text;
  while (shown.length > 1 && drawing.measureText(shown).width > width) {
    shown = `${shown.replace(/…$/, '').slice(0, -1)}…`;
  }
  return shown;
}

function fill(drawing: CanvasRenderingContext2D, area: Rectangle, colour: string): void {
  drawing.fillStyle = colour;
  drawing.fillRect(area.x, area.y, area.width, area.height);
}

function outline(
  drawing: CanvasRenderingContext2D,
  area: Rectangle,
  colour: string,
  lineWidth: number,
): void {
  drawing.strokeStyle = colour;
  drawing.lineWidth = lineWidth;
  drawing.strokeRect(area.x, area.y, area.width, area.height);
}

function grown({ x, y, width, height }: Rectangle, by: number): Rectangle {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
