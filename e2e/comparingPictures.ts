import { pixelPicture } from '../src/imaging/pixelPicture';
import type { Rectangle, RgbaImage } from '../src/imaging/rgbaImage';

/** How a picture lies on the stage: its middle in the middle of a pane, each pixel `scale` wide. */
export interface Layer {
  readonly picture: RgbaImage;
  readonly scale: number;
  /** Left out: all of the stage. */
  readonly pane?: Rectangle;
  /** The first column of the stage that it may be drawn on. */
  readonly from?: number;
}

type Size = Pick<RgbaImage, 'width' | 'height'>;

/** The stage that layers give, later ones over earlier ones; transparent where there is none. */
export function stageOf({ width, height }: Size, layers: readonly Layer[]): RgbaImage {
  const whole = { x: 0, y: 0, width, height };
  const placed = layers.map(({ pane = whole, from = 0, ...layer }) => ({
    ...layer,
    pane,
    from,
    left: pane.x + Math.round((pane.width - layer.picture.width * layer.scale) / 2),
    top: pane.y + Math.round((pane.height - layer.picture.height * layer.scale) / 2),
  }));
  return pixelPicture(width, height, (x, y) => {
    for (const { picture, pane, scale, from, left, top } of placed.toReversed()) {
      if (x < from || x < pane.x || x >= pane.x + pane.width) continue;
      if (y < pane.y || y >= pane.y + pane.height) continue;
      const column = Math.floor((x - left) / scale);
      const row = Math.floor((y - top) / scale);
      if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) continue;
      const [red = 0, green = 0, blue = 0] = pixelAt(picture, column, row);
      return [red, green, blue, 255];
    }
    return [0, 0, 0, 0];
  });
}

/** |a − b| · gain, written here once more: the app's own arithmetic must not judge itself. */
export function differenceOf(a: RgbaImage, b: RgbaImage, gain: number): RgbaImage {
  return pixelPicture(a.width, a.height, (x, y) => {
    const first = pixelAt(a, x, y);
    const second = pixelAt(b, x, y);
    const of = (channel: number) =>
      Math.min(255, Math.abs((first[channel] ?? 0) - (second[channel] ?? 0)) * gain);
    return [of(0), of(1), of(2), 255];
  });
}

/** Red, green, blue and alpha. */
export function pixelAt({ width, data }: RgbaImage, x: number, y: number): readonly number[] {
  const at = (y * width + x) * 4;
  return [...data.subarray(at, at + 4)];
}
