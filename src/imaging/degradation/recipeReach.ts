import type { PlainStep, Range, Recipe } from './recipe';

/** By how much a recipe reduces a picture. */
export function recipeScale(recipe: Recipe): number {
  return recipe.reduce(
    (scale, step) => (step.kind === 'bicubic-down' ? scale * step.scale : scale),
    1,
  );
}

/** Pixels of the clean picture around a crop that its degraded version depends on, at most. */
export function recipeReach(recipe: Recipe): number {
  return recipe.reduce((sum, step) => {
    const options = step.kind === 'one-of' ? step.options : [step];
    return sum + Math.max(...options.map(stepReach));
  }, 0);
}

function stepReach(step: PlainStep): number {
  switch (step.kind) {
    case 'gaussian-blur':
      return Math.floor(4 * largest(step.sigma) + 0.5);
    case 'motion-blur':
    case 'rain':
      return Math.ceil(largest(step.length) / 2) + 1;
    case 'defocus':
      return Math.ceil(largest(step.radius) + 0.5);
    case 'bicubic-down':
      return 3 * step.scale;
    case 'jpeg':
      return 8;
    case 'gaussian-noise':
    case 'poisson-gaussian':
    case 'darken':
      return 0;
  }
}

function largest(range: Range): number {
  return typeof range === 'number' ? range : range[1];
}
