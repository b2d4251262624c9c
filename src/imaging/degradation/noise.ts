import type { Random } from '../random';
import type { FloatPicture } from './floatPicture';

/** Adds independent normal noise to every colour sample; `sigma` in 8-bit units. */
export function addGaussianNoise(
  picture: FloatPicture,
  sigma: number,
  random: Random,
): FloatPicture {
  return { ...picture, rgb: picture.rgb.map((value) => value + sigma * random.normal()) };
}
