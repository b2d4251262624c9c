import {
  checkerboard,
  lyingLines,
  type Pattern,
  siemensStar,
  slantedSquare,
  uprightLines,
  zonePlate,
} from './chartPatterns';
import { renderDeadLeaves } from './deadLeavesScene';
import type { Rectangle, RgbaImage } from './rgbaImage';

/**
 * Renders a resolution chart in the manner of ISO 12233: Siemens star, zone plate, line pairs 1 to
 * 6 pixels wide, slanted edges, text down to the legible limit, grey wedge, gradients, colour
 * patches and a dead-leaves texture. Laid out on 1200 × 800 and scaled to fit; lines keep their
 * width in pixels. The fonts are the browser's, so that the text differs between machines.
 *
 * @throws Error where there is no OffscreenCanvas (Node).
 */
export function renderResolutionChart(size: { width: number; height: number }): RgbaImage {
  if (typeof OffscreenCanvas === 'undefined') {
    throw new Error("The resolution chart needs a browser's OffscreenCanvas.");
  }
  const { width, height } = size;
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
    colorSpace: 'srgb',
  });
  if (context === null) {
    throw new Error('The browser gave no 2D canvas to draw the chart on.');
  }
  drawChart(new Sheet(context, width, height));
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

const ink = '#1c1c1c';
const paper = '#ebebeb';
const sans = '"Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif';
const serif = 'Georgia, "Times New Roman", "DejaVu Serif", serif';

/** Coordinates as on a sheet of 1200 × 800, put on whatever the canvas's size is. */
class Sheet {
  readonly scale: number;
  private readonly left: number;
  private readonly top: number;

  constructor(
    readonly context: OffscreenCanvasRenderingContext2D,
    readonly width: number,
    readonly height: number,
  ) {
    this.scale = Math.min(width / 1200, height / 800);
    this.left = (width - 1200 * this.scale) / 2;
    this.top = (height - 800 * this.scale) / 2;
  }

  /** The rectangle in whole pixels of the canvas. */
  place(x: number, y: number, width: number, height: number): Rectangle {
    const left = Math.round(this.left + x * this.scale);
    const top = Math.round(this.top + y * this.scale);
    return {
      x: left,
      y: top,
      width: Math.max(1, Math.round(this.left + (x + width) * this.scale) - left),
      height: Math.max(1, Math.round(this.top + (y + height) * this.scale) - top),
    };
  }

  fill(place: Rectangle, style: string | CanvasGradient): void {
    this.context.fillStyle = style;
    this.context.fillRect(place.x, place.y, place.width, place.height);
  }

  /**
   * `size` is the font's, in sheet units, and stands for `_` in `style`, a CSS font; (x, y) is
   * where the base line begins.
   */
  write(text: string, x: number, y: number, size: number, style = `400 _ ${sans}`): void {
    this.context.fillStyle = ink;
    this.context.font = style.replace('_', `${size * this.scale}px`);
    this.context.fillText(text, this.left + x * this.scale, this.top + y * this.scale);
  }

  /** How wide a text comes out, in sheet units. */
  measure(text: string, size: number, style: string): number {
    this.context.font = style.replace('_', `${size * this.scale}px`);
    return this.context.measureText(text).width / this.scale;
  }

  drawPattern(place: Rectangle, pattern: Pattern): void {
    const pixels = new ImageData(place.width, place.height);
    for (let y = 0; y < place.height; y++) {
      for (let x = 0; x < place.width; x++) {
        const at = (y * place.width + x) * 4;
        pixels.data.fill(pattern(x + 0.5, y + 0.5), at, at + 3);
        pixels.data[at + 3] = 255;
      }
    }
    this.context.putImageData(pixels, place.x, place.y);
  }
}

function drawChart(sheet: Sheet): void {
  sheet.fill({ x: 0, y: 0, width: sheet.width, height: sheet.height }, paper);
  drawFrame(sheet);
  drawHeading(sheet);
  drawStars(sheet);
  drawLinePairs(sheet);
  drawEdgesAndTexture(sheet);
  drawText(sheet);
  drawColourPatches(sheet);
  drawGradients(sheet);
}

/** The sheet's border, with the arrows that mark the picture's framing on real charts. */
function drawFrame(sheet: Sheet): void {
  const { context, scale } = sheet;
  const { x, y, width, height } = sheet.place(12, 12, 1176, 776);
  context.strokeStyle = ink;
  context.lineWidth = Math.max(1, 2 * scale);
  context.strokeRect(x, y, width, height);
  const arrow = 9 * scale;
  const tips = [
    { x: x + width / 2, y, turn: 0 },
    { x: x + width, y: y + height / 2, turn: 1 },
    { x: x + width / 2, y: y + height, turn: 2 },
    { x, y: y + height / 2, turn: 3 },
  ];
  context.fillStyle = ink;
  for (const tip of tips) {
    context.save();
    context.translate(tip.x, tip.y);
    context.rotate((tip.turn * Math.PI) / 2);
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(arrow, arrow * 1.6);
    context.lineTo(-arrow, arrow * 1.6);
    context.fill();
    context.restore();
  }
}

function drawHeading(sheet: Sheet): void {
  sheet.write('RESOLUTION CHART', 36, 55, 24, `700 _ ${sans}`);
  sheet.write(`${sheet.width} × ${sheet.height} pixels`, 720, 55, 14);
}

function drawStars(sheet: Sheet): void {
  const star = sheet.place(36, 76, 320, 320);
  sheet.fill(star, '#808080');
  sheet.drawPattern(star, siemensStar(star.width, 72));
  sheet.write('Siemens star, 72 periods', 36, 413, 12);
  const plate = sheet.place(376, 76, 320, 320);
  sheet.drawPattern(plate, zonePlate(plate.width));
  sheet.write('Zone plate, 0 to 0.5 periods per pixel', 376, 413, 12);
}

function drawLinePairs(sheet: Sheet): void {
  [1, 2, 3, 4, 6].forEach((lineWidth, i) => {
    const x = 36 + i * 67;
    sheet.write(`${lineWidth} px`, x, 444, 12);
    sheet.drawPattern(sheet.place(x, 450, 52, 52), uprightLines(lineWidth));
    sheet.drawPattern(sheet.place(x, 510, 52, 52), lyingLines(lineWidth));
    sheet.drawPattern(sheet.place(x, 570, 52, 52), checkerboard(lineWidth));
  });
}

function drawEdgesAndTexture(sheet: Sheet): void {
  const edge = sheet.place(376, 450, 150, 172);
  sheet.fill(edge, '#cdcdcd'); // as light as the pattern's panel
  const square = sheet.place(376, 461, 150, 150);
  sheet.drawPattern(square, slantedSquare(square.width));
  sheet.write('Slanted edges, 5°', 376, 444, 12);
  const texture = sheet.place(546, 450, 150, 172);
  const leaves = renderDeadLeaves({ width: texture.width, height: texture.height, seed: 12 });
  const pixels = new ImageData(leaves.data, leaves.width, leaves.height);
  sheet.context.putImageData(pixels, texture.x, texture.y);
  sheet.write('Dead leaves', 546, 444, 12);
}

/** Each line with its font size in pixels, until it can't be read any more. */
function drawText(sheet: Sheet): void {
  let y = 76;
  const writeLines = (sizes: readonly number[], style: string): void => {
    for (const size of sizes) {
      y += Math.max(13, 1.3 * size);
      const pixels = Number((size * sheet.scale).toFixed(1));
      sheet.write(String(pixels), 720, y, 10);
      sheet.write(wordsThatFit(sheet, size, style, 418), 746, y, size, style);
    }
  };
  writeLines([26, 20, 16, 13, 11, 9, 8, 7, 6, 5], `400 _ ${sans}`);
  y += 16;
  writeLines([22, 16, 12, 10, 8, 6], `italic 400 _ ${serif}`);
}

/** As many words of a sentence with every letter as `width` sheet units hold. */
function wordsThatFit(sheet: Sheet, size: number, style: string, width: number): string {
  const words = 'Sphinx of black quartz, judge my vow: 0123456789'.split(' ');
  while (words.length > 1 && sheet.measure(words.join(' '), size, style) > width) {
    words.pop();
  }
  return words.join(' ');
}

/** Outdoor and skin tones, then primaries, as sRGB. */
const patches = [
  ['#6b4c3b', '#c4977f', '#5d7a9a', '#5a6b40', '#8580b0', '#68baa8'],
  ['#d57b2f', '#4a5ba4', '#be5562', '#5a3b69', '#9dbb42', '#e0a12f'],
  ['#33408f', '#46934a', '#ad333a', '#e6c622', '#b95695', '#0f85a2'],
];

function drawColourPatches(sheet: Sheet): void {
  patches.forEach((row, i) => {
    row.forEach((colour, j) => {
      sheet.fill(sheet.place(720 + j * 75, 450 + i * 59, 69, 54), colour);
    });
  });
  sheet.write('Colours', 720, 444, 12);
}

function drawGradients(sheet: Sheet): void {
  sheet.write('Grey wedge, 0 to 255 in 20 steps, and gradients', 36, 646, 12);
  for (let step = 0; step < 20; step++) {
    const level = Math.round((step / 19) * 255);
    sheet.fill(sheet.place(36 + step * 56.4, 653, 56.4, 38), `rgb(${level} ${level} ${level})`);
  }
  const ramps = [
    ['#000000', '#ffffff'],
    ['#000000', '#ff0000', '#ffffff'],
    ['#000000', '#00a000', '#ffffff'],
    ['#000000', '#0000ff', '#ffffff'],
  ];
  ramps.forEach((colours, i) => {
    const place = sheet.place(36, 697 + i * 19, 1128, 16);
    const gradient = sheet.context.createLinearGradient(place.x, 0, place.x + place.width, 0);
    colours.forEach((colour, stop) => {
      gradient.addColorStop(stop / (colours.length - 1), colour);
    });
    sheet.fill(place, gradient);
  });
}
