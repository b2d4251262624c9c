import { describe, expect, test } from 'vitest';
import { parseRecipe } from '../../imaging/degradation/recipe';
import {
  fixedStep,
  rangeOf,
  startingRecipes,
  stepDesigns,
  stepKinds,
  withRange,
} from './recipeSteps';

describe('steps of a recipe', () => {
  test.each(stepKinds)('%s: every value that its sliders reach is a recipe', (kind) => {
    const { fresh, parameters } = stepDesigns[kind];
    expect(parseRecipe([fresh])).toEqual([fresh]);
    for (const { field, min, max } of parameters) {
      const [low, high] = rangeOf(fresh, field);
      expect(low).toBeGreaterThanOrEqual(min);
      expect(high).toBeLessThanOrEqual(max);
      for (const range of [[min, max] as const, [min, min] as const, [max, max] as const]) {
        expect(() => parseRecipe([withRange(fresh, field, range)])).not.toThrow();
      }
    }
  });

  test('two ends that meet are one value, and a crossed pair is put in order', () => {
    const step = stepDesigns['gaussian-noise'].fresh;
    expect(withRange(step, 'sigma', [25, 25])).toEqual({ kind: 'gaussian-noise', sigma: 25 });
    expect(withRange(step, 'sigma', [30, 20])).toMatchObject({ sigma: [20, 30] });
    expect(rangeOf(withRange(step, 'sigma', [25, 25]), 'sigma')).toEqual([25, 25]);
  });

  test.each(stepKinds)('%s: fixed, it has its typical values and no range', (kind) => {
    const { fresh, parameters, typical } = stepDesigns[kind];
    const fixed = fixedStep(fresh);
    expect(parseRecipe([fixed])).toEqual([fixed]);
    expect(Object.keys(typical)).toEqual(parameters.map(({ field }) => field));
    for (const { field } of parameters) {
      expect(rangeOf(fixed, field)).toEqual([typical[field], typical[field]]);
    }
  });

  test('a range without the typical value gives its nearer end, a number stays', () => {
    expect(fixedStep({ kind: 'jpeg', quality: [70, 95] })).toEqual({ kind: 'jpeg', quality: 70 });
    const faint = { kind: 'gaussian-noise', sigma: 2 } as const;
    expect(fixedStep(faint)).toEqual(faint);
  });

  test('the starting recipes are recipes', () => {
    for (const recipe of Object.values(startingRecipes)) {
      expect(parseRecipe(recipe)).toEqual(recipe);
    }
  });
});
