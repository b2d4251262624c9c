import { describe, expect, it } from 'vitest';
import { parseRecipe } from './recipe';

describe('parseRecipe', () => {
  it('takes the recipes of the shipped adapters, and every kind of step', () => {
    const recipes = [
      [{ kind: 'gaussian-noise', sigma: 25 }],
      [{ kind: 'bicubic-down', scale: 2 }],
      [
        {
          kind: 'one-of',
          options: [
            { kind: 'gaussian-blur', sigma: [0.8, 2.4] },
            { kind: 'motion-blur', length: [4, 14], angle: [0, 180] },
          ],
        },
        { kind: 'gaussian-noise', sigma: 1.5 },
      ],
      [{ kind: 'jpeg', quality: [10, 40] }],
      [{ kind: 'poisson-gaussian', peak: [60, 1000], sigma: [1, 10] }],
      [{ kind: 'rain', length: 20, angle: [60, 120], density: 0.005, brightness: [0.3, 0.8] }],
      [{ kind: 'defocus', radius: [1, 4] }],
      [{ kind: 'darken', gamma: [1.5, 3], gain: 0.8 }],
      [
        {
          kind: 'shuffled',
          steps: [
            { kind: 'at-scale', factor: [0.5, 1], steps: [{ kind: 'jpeg', quality: [30, 90] }] },
            { kind: 'one-of', options: [{ kind: 'dust', density: 9, radius: 2, opacity: 1 }] },
          ],
        },
        { kind: 'in-rectangle', steps: [{ kind: 'camera-shake', length: 9, jitter: [0, 1] }] },
        { kind: 'fade', contrast: 0.2, saturation: 1, cast: -1 },
      ],
      [],
    ];
    for (const recipe of recipes) {
      expect(parseRecipe(recipe)).toEqual(recipe);
    }
  });

  it('names a kind that it does not know, also among the options of one-of', () => {
    expect(() => parseRecipe([{ kind: 'gaussian-noise', sigma: 5 }, { kind: 'hail' }])).toThrow(
      'This degradation recipe can\'t be used: at 1.kind, the step "hail" is not known here.',
    );
    expect(() => parseRecipe([{ kind: 'one-of', options: [{ kind: 'snow' }] }])).toThrow(
      'at 0.options.0.kind, the step "snow" is not known here.',
    );
  });

  it.each([
    ['no list', { kind: 'gaussian-noise', sigma: 25 }, 'expected array'],
    ['a step without a kind', [{ sigma: 25 }], 'expected a step with its "kind"'],
    ['a value out of range', [{ kind: 'jpeg', quality: 0 }], 'at 0.quality, Too small'],
    ['text for a number', [{ kind: 'gaussian-noise', sigma: '25' }], 'at 0.sigma'],
    ['a range upside down', [{ kind: 'gaussian-blur', sigma: [3, 1] }], 'at 0.sigma'],
    ['a broken scale', [{ kind: 'bicubic-down', scale: 1.5 }], 'at 0.scale'],
    ['one-of nothing', [{ kind: 'one-of', options: [] }], 'at 0.options'],
    [
      'another size within a group',
      [{ kind: 'shuffled', steps: [{ kind: 'bicubic-down', scale: 2 }] }],
      "at 0.steps, the steps within a step keep the picture's size",
    ],
    [
      'groups too deep',
      [{ kind: 'shuffled', steps: [{ kind: 'shuffled', steps: [{ kind: 'shuffled' }] }] }],
      'at 0.steps.0.steps.0.kind, the step "shuffled" is not known here',
    ],
    ['a parameter from elsewhere', [{ kind: 'jpeg', quality: 9, chroma: 444 }], '"chroma"'],
  ])('refuses %s', (_, recipe, sentence) => {
    expect(() => parseRecipe(recipe)).toThrow("This degradation recipe can't be used: ");
    expect(() => parseRecipe(recipe)).toThrow(sentence);
  });
});
