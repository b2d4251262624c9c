import { cropToMultiple, downscaleBicubic } from '../cubicResize';
import { type Random, seededRandom } from '../random';
import type { RgbaImage } from '../rgbaImage';
import { defocus, gaussianBlur, motionBlur } from './blur';
import { darken } from './darkening';
import { type FloatPicture, to8Bit, toFloat } from './floatPicture';
import { compressJpeg } from './jpeg';
import { addGaussianNoise, addSensorNoise } from './noise';
import { addRain } from './rain';
import { type PlainStep, parseRecipe, type Range, type Recipe } from './recipe';

/**
 * Degrades a clean picture by a recipe's steps, in order. Colours stay unrounded between steps,
 * except that `bicubic-down` and `jpeg` take 8 bits; they are rounded and clipped at the end. Alpha
 * is carried along: `bicubic-down` reduces it too, nothing else touches it. `bicubic-down` first
 * crops right and bottom to a multiple of its scale. The numbers of any colour space are taken as
 * they are.
 *
 * @param seed decides all that is drawn, ranges, options and noise: the same seed, the same result.
 * @throws Error, with a sentence, for a recipe that `parseRecipe` refuses; for `jpeg` outside a
 *   browser; for a picture smaller than the scale of `bicubic-down`.
 */
export async function degrade(clean: RgbaImage, recipe: Recipe, seed: number): Promise<RgbaImage> {
  const random = seededRandom(seed);
  let picture = toFloat(clean);
  for (const step of parseRecipe(recipe)) {
    const plain =
      step.kind === 'one-of'
        ? (step.options[random.below(step.options.length)] as PlainStep)
        : step;
    picture = await applyStep(picture, plain, random);
  }
  const { colorSpace } = clean;
  return { ...to8Bit(picture), ...(colorSpace !== undefined && { colorSpace }) };
}

async function applyStep(
  picture: FloatPicture,
  step: PlainStep,
  random: Random,
): Promise<FloatPicture> {
  switch (step.kind) {
    case 'gaussian-noise':
      return addGaussianNoise(picture, draw(step.sigma, random), random);
    case 'poisson-gaussian':
      return addSensorNoise(picture, draw(step.peak, random), draw(step.sigma, random), random);
    case 'gaussian-blur':
      return gaussianBlur(picture, draw(step.sigma, random));
    case 'motion-blur':
      return motionBlur(picture, draw(step.length, random), draw(step.angle, random));
    case 'defocus':
      return defocus(picture, draw(step.radius, random));
    case 'bicubic-down': {
      const cropped = cropToMultiple(to8Bit(picture), step.scale);
      return toFloat(downscaleBicubic(cropped, step.scale));
    }
    case 'jpeg':
      return toFloat(await compressJpeg(to8Bit(picture), draw(step.quality, random)));
    case 'rain': {
      const [length, angle] = [draw(step.length, random), draw(step.angle, random)];
      const [density, brightness] = [draw(step.density, random), draw(step.brightness, random)];
      return addRain(picture, { length, angle, density, brightness }, random);
    }
    case 'darken':
      return darken(picture, draw(step.gamma, random), draw(step.gain, random));
  }
}

function draw(range: Range, random: Random): number {
  return typeof range === 'number' ? range : random.between(range[0], range[1]);
}
