import type { RgbaImage } from '../imaging/rgbaImage';
import { type ComparisonOptions, channelPlanes, requireSameSize } from './comparison';

/**
 * Peak signal-to-noise ratio in dB, peak 255: `10 log₁₀(255² / MSE)`, the mean squared error taken
 * over all pixels and channels together. The field's conventions: RGB for denoising, deblurring and
 * low light; Y for deraining; Y with `border` = scale for super-resolution.
 *
 * @returns Infinity when the compared channels are equal.
 * @throws RangeError when the sizes differ or the border leaves nothing.
 */
export function psnr(a: RgbaImage, b: RgbaImage, options: ComparisonOptions): number {
  requireSameSize(a, b);
  const planesOfB = channelPlanes(b, options);
  let squares = 0;
  let samples = 0;
  channelPlanes(a, options).forEach(({ data }, channel) => {
    const other = (planesOfB[channel] as (typeof planesOfB)[number]).data;
    for (let i = 0; i < data.length; i++) {
      const difference = (data[i] as number) - (other[i] as number);
      squares += difference * difference;
    }
    samples += data.length;
  });
  return 10 * Math.log10((255 * 255 * samples) / squares);
}
