import type { RgbaImage } from '../imaging/rgbaImage';
import { type Channels, type ComparisonOptions, requireSameSize } from './comparison';
import { psnr } from './psnr';
import { ssim, windowSize } from './ssim';

/** How close a picture comes to the reference. */
export interface Fidelity {
  /** dB; Infinity when nothing differs. */
  readonly psnr: number;
  /** Null for pictures too small for SSIM's window. */
  readonly ssim: number | null;
  /** What was compared. */
  readonly channels: Channels;
}

/** Rows that are compared at a time: of a picture of 24 megapixels some 75 MB as channels. */
const stripRows = 256;

/**
 * PSNR and SSIM, strip by strip, so that memory doesn't grow with the picture.
 *
 * @param options `comparisonFor` says what the field compares for a task.
 * @throws RangeError when the sizes differ.
 */
export function fidelity(
  reference: RgbaImage,
  image: RgbaImage,
  options: ComparisonOptions,
): Fidelity {
  requireSameSize(reference, image);
  const { height } = reference;
  const { border = 0 } = options;
  const inner = { width: reference.width - 2 * border, height: height - 2 * border };
  const hasWindows = Math.min(inner.width, inner.height) >= windowSize;

  let [errors, similarities, windowRows] = [0, 0, 0];
  for (let y = 0; y < inner.height; y += stripRows) {
    const rows = Math.min(stripRows, inner.height - y);
    const strip = (picture: RgbaImage, stripHeight: number) =>
      rowsOf(picture, y, stripHeight + 2 * border);
    errors += rows * 10 ** (-psnr(strip(reference, rows), strip(image, rows), options) / 10);
    // Windows that begin in this strip reach ten rows into the next.
    const reaching = Math.min(inner.height - y, rows + windowSize - 1);
    const begun = reaching - windowSize + 1;
    if (hasWindows && begun > 0) {
      similarities += begun * ssim(strip(reference, reaching), strip(image, reaching), options);
      windowRows += begun;
    }
  }
  return {
    psnr: -10 * Math.log10(errors / inner.height),
    ssim: windowRows === 0 ? null : similarities / windowRows,
    channels: options.channels,
  };
}

/** Whole rows, without copying them. */
function rowsOf({ width, data }: RgbaImage, y: number, height: number): RgbaImage {
  return { width, height, data: data.subarray(y * width * 4, (y + height) * width * 4) };
}
