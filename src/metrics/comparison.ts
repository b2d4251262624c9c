import type { RgbaImage } from '../imaging/rgbaImage';
import { luma } from './luma';

/** `rgb`: the three colour channels; `y`: the luma of BT.601. Alpha never counts. */
export type Channels = 'rgb' | 'y';

/** What of a picture is compared. */
export interface ComparisonOptions {
  readonly channels: Channels;
  /** Pixels cut off each side before comparing; 0 when left out. Super-resolution: its scale. */
  readonly border?: number;
}

/**
 * What the field compares: luma for super-resolution, whose border is cut off by the scale, and for
 * deraining; RGB of the whole picture for the rest.
 *
 * @param task of the adapter that made the picture; null for the backbone alone.
 * @param scale how many times larger than the photo the reference is.
 */
export function comparisonFor(task: string | null, scale: number): Required<ComparisonOptions> {
  const isEnlarged = scale > 1;
  return {
    channels: isEnlarged || task === 'derain' ? 'y' : 'rgb',
    border: isEnlarged ? scale : 0,
  };
}

/** One channel of a picture without its border, row-major, in 8-bit units. */
export interface ChannelPlane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array<ArrayBuffer>;
}

/**
 * The channels to compare of a picture: red, green and blue, or luma alone.
 *
 * @throws RangeError when the border leaves nothing, or is not a whole number ≥ 0.
 */
export function channelPlanes(image: RgbaImage, options: ComparisonOptions): ChannelPlane[] {
  const border = options.border ?? 0;
  const width = image.width - 2 * border;
  const height = image.height - 2 * border;
  if (!Number.isInteger(border) || border < 0 || width < 1 || height < 1) {
    throw new RangeError(
      `A border of ${border} pixels can't be cut off a picture of ${image.width} × ${image.height}.`,
    );
  }
  return channelReaders[options.channels].map((read) => {
    const data = new Float64Array(width * height);
    for (let y = 0; y < height; y++) {
      let from = ((y + border) * image.width + border) * 4;
      for (let x = 0; x < width; x++, from += 4) {
        data[y * width + x] = read(image.data, from);
      }
    }
    return { width, height, data };
  });
}

/** Each reads a channel of the pixel that starts at `at` in RGBA data. */
const channelReaders: Record<
  ComparisonOptions['channels'],
  readonly ((rgba: Uint8ClampedArray, at: number) => number)[]
> = {
  rgb: [
    (rgba, at) => rgba[at] as number,
    (rgba, at) => rgba[at + 1] as number,
    (rgba, at) => rgba[at + 2] as number,
  ],
  y: [(rgba, at) => luma(rgba[at] as number, rgba[at + 1] as number, rgba[at + 2] as number)],
};

/** @throws RangeError when the two pictures differ in size. */
export function requireSameSize(a: RgbaImage, b: RgbaImage): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `Pictures of ${a.width} × ${a.height} and ${b.width} × ${b.height} pixels can't be compared: they must be of one size.`,
    );
  }
}
