// Types only: the first view has this, and does without the parser's library.
import type { GroupStep, PlainStep, Range, Recipe } from './recipe';

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
    if ('steps' in step) return sum + groupReach(step);
    const options = step.kind === 'one-of' ? step.options : [step];
    return sum + Math.max(...options.map(stepReach));
  }, 0);
}

function groupReach(group: GroupStep): number {
  const within = recipeReach(group.steps);
  if (group.kind !== 'at-scale') return within;
  const smallest = typeof group.factor === 'number' ? group.factor : group.factor[0];
  const shrunk = Math.min(1, smallest);
  return Math.ceil(within / shrunk) + Math.ceil(6 / shrunk);
}

function stepReach(step: PlainStep): number {
  switch (step.kind) {
    case 'gaussian-blur':
      return Math.floor(4 * largest(step.sigma) + 0.5);
    case 'motion-blur':
    case 'rain':
      return Math.ceil(largest(step.length) / 2) + 1;
    case 'camera-shake':
      return Math.ceil(largest(step.length)) + 1;
    case 'grain':
      return Math.floor(4 * largest(step.size) + 0.5);
    case 'defocus':
      return Math.ceil(largest(step.radius) + 0.5);
    case 'bicubic-down':
      return 3 * step.scale;
    case 'jpeg':
      return 8;
    case 'gaussian-noise':
    case 'poisson-gaussian':
    case 'darken':
    case 'fade':
    case 'scratches':
    case 'dust':
      return 0;
  }
}

function largest(range: Range): number {
  return typeof range === 'number' ? range : range[1];
}
