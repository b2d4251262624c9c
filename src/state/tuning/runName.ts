import type { Recipe } from '../../imaging/degradation/recipe';

const words: Readonly<Record<string, string | undefined>> = {
  'gaussian-noise': 'noise',
  'poisson-gaussian': 'noise',
  'gaussian-blur': 'blur',
  'motion-blur': 'shake',
  'camera-shake': 'shake',
  defocus: 'focus',
  'bicubic-down': 'enlarging',
  jpeg: 'jpeg',
  rain: 'rain',
  darken: 'dark',
  fade: 'print',
  grain: 'grain',
  scratches: 'scratches',
  dust: 'dust',
};

/** A name for what a recipe mends that none of the adapters has yet: `my-noise`, `my-noise-2`. */
export function suggestedName(recipe: Recipe, taken: readonly string[]): string {
  const [first] = recipe;
  return untaken(`my-${(first && words[first.kind]) ?? 'pairs'}`, taken);
}

/** The name itself, or with the first number that makes it another one. */
function untaken(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let number = 2; ; number++) {
    if (!taken.includes(`${name}-${number}`)) return `${name}-${number}`;
  }
}
