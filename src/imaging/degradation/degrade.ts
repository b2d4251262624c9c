import { cropToMultiple, downscaleBicubic, resizeBicubic } from '../cubicResize';
import { type Random, seededRandom } from '../random';
import type { RgbaImage } from '../rgbaImage';
import { addDust, addGrain, addScratches, fade } from './ageing';
import { cameraShake, defocus, gaussianBlur, motionBlur } from './blur';
import { darken } from './darkening';
import { type FloatPicture, to8Bit, toFloat } from './floatPicture';
import { inRandomRectangle, shuffled } from './groups';
import { compressJpeg } from './jpeg';
import { addGaussianNoise, addSensorNoise } from './noise';
import { addRain } from './rain';
import { type GroupStep, type PlainStep, parseRecipe, type Range, type Recipe } from './recipe';
import { isGroup } from './recipeReach';

/**
 * Degrades a clean picture by a recipe's steps, in order. Colours stay unrounded between steps,
 * except that `bicubic-down`, `at-scale` and `jpeg` take 8 bits; they are rounded and clipped at the end. Alpha
 * is carried along: `bicubic-down` reduces it too, nothing else touches it. `bicubic-down` first
 * crops right and bottom to a multiple of its scale. The numbers of any colour space are taken as
 * they are.
 *
 * @param seed decides all that is drawn, ranges, options and noise: the same seed, the same result.
 * @throws Error, with a sentence, for a recipe that `parseRecipe` refuses; for `jpeg` outside a
 *   browser; for a picture smaller than the scale of `bicubic-down`.
 */
export async function degrade(clean: RgbaImage, recipe: Recipe, seed: number): Promise<RgbaImage> {
  const picture = await applySteps(toFloat(clean), parseRecipe(recipe), seededRandom(seed));
  const { colorSpace } = clean;
  return { ...to8Bit(picture), ...(colorSpace !== undefined && { colorSpace }) };
}

async function applySteps(
  picture: FloatPicture,
  steps: Recipe,
  random: Random,
): Promise<FloatPicture> {
  let degraded = picture;
  for (const step of steps) {
    if (isGroup(step)) {
      degraded = await applyGroup(degraded, step, random);
    } else {
      const plain =
        step.kind === 'one-of'
          ? (step.options[random.below(step.options.length)] as PlainStep)
          : step;
      degraded = await applyStep(degraded, plain, random);
    }
  }
  return degraded;
}

async function applyGroup(
  picture: FloatPicture,
  group: GroupStep,
  random: Random,
): Promise<FloatPicture> {
  switch (group.kind) {
    case 'in-rectangle':
      return inRandomRectangle(picture, await applySteps(picture, group.steps, random), random);
    case 'shuffled':
      return applySteps(picture, shuffled(group.steps, random), random);
    case 'at-scale': {
      const factor = draw(group.factor, random);
      const [width, height] = [picture.width, picture.height].map((side) =>
        Math.max(1, Math.floor(side * factor + 0.5)),
      ) as [number, number];
      const resized = toFloat(resizeBicubic(to8Bit(picture), width, height));
      const degraded = to8Bit(await applySteps(resized, group.steps, random));
      const { rgb } = toFloat(resizeBicubic(degraded, picture.width, picture.height));
      return { ...picture, rgb };
    }
  }
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
    case 'camera-shake':
      return cameraShake(picture, draw(step.length, random), draw(step.jitter, random), random);
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
    case 'fade': {
      const [contrast, saturation] = [draw(step.contrast, random), draw(step.saturation, random)];
      return fade(picture, { contrast, saturation, cast: draw(step.cast, random) });
    }
    case 'grain':
      return addGrain(picture, draw(step.sigma, random), draw(step.size, random), random);
    case 'scratches': {
      const [density, length] = [draw(step.density, random), draw(step.length, random)];
      const [width, opacity] = [draw(step.width, random), draw(step.opacity, random)];
      return addScratches(picture, { density, length, width, opacity }, random);
    }
    case 'dust': {
      const [density, radius] = [draw(step.density, random), draw(step.radius, random)];
      return addDust(picture, { density, radius, opacity: draw(step.opacity, random) }, random);
    }
  }
}

function draw(range: Range, random: Random): number {
  return typeof range === 'number' ? range : random.between(range[0], range[1]);
}
