import type { RgbaImage } from './rgbaImage';

/** One exposure for a whole photo: brightens it until the mean of its pixels' largest channel is
 *  `mean`, before it is restored, so that no tile decides on its own brightness. */
export interface Exposure {
  /** 0 … 1. */
  readonly mean: number;
  /** The largest gain, from 1 up. */
  readonly most: number;
  /** The power to which the gain is raised: 0 leaves the photo as it is, 1 brightens it fully. */
  readonly strength: number;
}

/** Share of white above which values are compressed rather than clipped. */
const knee = 0.6;

/** The mean of the pixels' largest colour channel, 0 … 1; what can't be seen doesn't count. */
export function brightness({ data }: RgbaImage): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 0) continue;
    sum += Math.max(data[i] as number, data[i + 1] as number, data[i + 2] as number);
    count++;
  }
  return count === 0 ? 1 : sum / count / 255;
}

/** @param brightness of the whole photo. */
export function exposureGain({ mean, most, strength }: Exposure, brightness: number): number {
  return Math.min(most, Math.max(1, mean / Math.max(brightness, 1e-9))) ** strength;
}

/** The picture with other colours; alpha as it is. @param gain from 1 up. */
export function exposed(image: RgbaImage, gain: number): RgbaImage {
  if (gain === 1) return image;
  const table = exposureTable(gain);
  const data = new Uint8ClampedArray(image.data);
  for (let i = 0; i < data.length; i += 4) {
    for (let at = i; at < i + 3; at++) data[at] = table[data[at] as number] as number;
  }
  return { ...image, data };
}

/**
 * What 0 … 255 become: `gain` times as much up to the knee; from there on a power that rises as
 * steeply there and ends at white where the brightest does.
 */
export function exposureTable(gain: number): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: 256 }, (_, i) => {
    const given = (gain * i) / 255;
    return Math.floor(255 * compressed(given, gain) + 0.5);
  });
}

function compressed(given: number, gain: number): number {
  if (gain === 1 || given <= knee) return given;
  const power = (gain - knee) / (1 - knee);
  const above = Math.min(1, (given - knee) / (gain - knee));
  return knee + (1 - knee) * (1 - (1 - above) ** power);
}
