import { randomPoisson } from 'd3-random';
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

/**
 * What a sensor makes, on the picture's own (gamma-encoded) values: the shot noise of `peak` photons
 * at white, and normal read noise `sigma` in 8-bit units; variance 255 · value / peak + σ² (Foi et
 * al. 2008, "Practical Poissonian-Gaussian noise modeling and fitting", eq. 2).
 */
export function addSensorNoise(
  picture: FloatPicture,
  peak: number,
  sigma: number,
  random: Random,
): FloatPicture {
  const poisson = randomPoisson.source(() => random.uniform());
  const rgb = picture.rgb.map((value) => {
    const photons = (Math.min(255, Math.max(0, value)) * peak) / 255;
    return (poisson(photons)() * 255) / peak;
  });
  return addGaussianNoise({ ...picture, rgb }, sigma, random);
}
