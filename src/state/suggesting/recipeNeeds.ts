import type { DegradationStep } from '../../files/adapter';

/** A level that a recipe draws from; both ends are the same where it is fixed. */
export type Levels = readonly [low: number, high: number];

/** The damage that an adapter was made for, in the measures that photos are estimated in. */
export interface RecipeNeeds {
  /** σ of R, G and B at medium brightness, in 8-bit units. */
  readonly noise: Levels | null;
  /** σ in pixels. */
  readonly blur: Levels | null;
  /** As libjpeg counts. */
  readonly jpeg: Levels | null;
  /** JPEG is part of it, but so careful that it is not what is mended. */
  readonly isSavedCarefully: boolean;
  readonly isDark: boolean;
  /** By how much the picture was reduced. */
  readonly scale: number;
}

const noNeeds: RecipeNeeds = {
  noise: null,
  blur: null,
  jpeg: null,
  isSavedCarefully: false,
  isDark: false,
  scale: 1,
};

/** Noise up to this is there so that a network does not rely on there being none. */
const traceOfNoise = 3;
const carefulQuality = 65;
const mostVariants = 32;

/**
 * What a recipe damages, once for each way that its choices allow.
 *
 * @param task tells what photographed pairs show.
 * @returns without those that do what is not estimated: rain, motion, steps unknown here.
 */
export function recipeNeeds(
  degradation: readonly DegradationStep[],
  task: string,
): readonly RecipeNeeds[] {
  return variants(degradation).flatMap((steps) => {
    const needs = steps.reduce<RecipeNeeds | null>(
      (sum, step) => sum && withStep(sum, step, task),
      noNeeds,
    );
    return needs ?? [];
  });
}

function variants(steps: readonly DegradationStep[]): readonly (readonly DegradationStep[])[] {
  let all: (readonly DegradationStep[])[] = [[]];
  for (const step of steps) {
    const options = step.kind === 'one-of' ? optionsOf(step) : [step];
    all = all.flatMap((before) => options.map((option) => [...before, option]));
    if (all.length > mostVariants) return [];
  }
  return all;
}

function optionsOf({ options }: DegradationStep): readonly DegradationStep[] {
  return Array.isArray(options) ? options.filter(isStep) : [];
}

function isStep(value: unknown): value is DegradationStep {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
  );
}

/** Null for what is not estimated. */
function withStep(needs: RecipeNeeds, step: DegradationStep, task: string): RecipeNeeds | null {
  switch (step.kind) {
    case 'gaussian-noise':
      return withNoise(needs, levels(step.sigma));
    case 'poisson-gaussian':
      return withNoise(needs, sensorNoise(levels(step.peak), levels(step.sigma)));
    case 'gaussian-blur':
      return withBlur(needs, levels(step.sigma));
    case 'defocus': {
      // A disc's spread along one axis is half its radius.
      const radius = levels(step.radius);
      return withBlur(needs, radius && [radius[0] / 2, radius[1] / 2]);
    }
    case 'jpeg': {
      const quality = levels(step.quality);
      if (quality === null) return null;
      return quality[0] >= carefulQuality
        ? { ...needs, isSavedCarefully: true }
        : { ...needs, jpeg: quality };
    }
    case 'bicubic-down':
      return typeof step.scale === 'number' ? { ...needs, scale: needs.scale * step.scale } : null;
    case 'darken':
      return { ...needs, isDark: true };
    case 'pairs':
      return task === 'low-light' ? { ...needs, isDark: true } : null;
    default:
      return null;
  }
}

function withNoise(needs: RecipeNeeds, noise: Levels | null): RecipeNeeds | null {
  if (noise === null) return null;
  return noise[1] <= traceOfNoise ? needs : { ...needs, noise };
}

function withBlur(needs: RecipeNeeds, blur: Levels | null): RecipeNeeds | null {
  return blur === null ? null : { ...needs, blur };
}

/** Variance 255 · value / peak + σ², see `addSensorNoise`; at value 128. */
function sensorNoise(peak: Levels | null, sigma: Levels | null): Levels | null {
  if (peak === null || sigma === null) return null;
  const total = (photons: number, read: number) => Math.sqrt((255 * 128) / photons + read ** 2);
  return [total(peak[1], sigma[0]), total(peak[0], sigma[1])];
}

function levels(value: unknown): Levels | null {
  if (typeof value === 'number') return [value, value];
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [low, high]: unknown[] = value;
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}
