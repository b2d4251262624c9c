import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DegradationStep } from './adapter';
import { trainedFor } from './degradationText';

describe('trainedFor', () => {
  it.each<[string, DegradationStep[]]>([
    ['Gaussian noise σ 25', [{ kind: 'gaussian-noise', sigma: 25 }]],
    ['Gaussian noise σ 0–55', [{ kind: 'gaussian-noise', sigma: [0, 55] }]],
    ['Gaussian noise σ 15', [{ kind: 'gaussian-noise', sigma: [15, 15] }]],
    ['Bicubic ×2', [{ kind: 'bicubic-down', scale: 2 }]],
    ['JPEG quality 30', [{ kind: 'jpeg', quality: 30 }]],
    ['Motion blur 4–14 px', [{ kind: 'motion-blur', length: [4, 14], angle: [0, 180] }]],
    ['Defocus blur radius 3 px', [{ kind: 'defocus', radius: 3 }]],
    ['Sensor noise peak 30 σ 2', [{ kind: 'poisson-gaussian', peak: 30, sigma: 2 }]],
    ['Rain streaks', [{ kind: 'rain' }]],
    ['Darkening γ 2–3', [{ kind: 'darken', gamma: [2, 3] }]],
    [
      'Bicubic ×4, then JPEG quality 30',
      [
        { kind: 'bicubic-down', scale: 4 },
        { kind: 'jpeg', quality: 30 },
      ],
    ],
    [
      'Gaussian blur σ 0.8–2.4 or motion blur 4–14 px, then Gaussian noise σ 1.5',
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
    ],
    ['Lens flare', [{ kind: 'lens-flare', iso: 400 }]],
    ['Gaussian noise', [{ kind: 'gaussian-noise', sigma: { mean: 5 } }]],
    ['Gaussian noise', [{ kind: 'gaussian-noise', sigma: [1, 2, 3] }]],
    ['Gaussian noise', [{ kind: 'gaussian-noise', sigma: ['a', 2] }]],
    ['Constructor', [{ kind: 'constructor' }]],
    ['One of several', [{ kind: 'one-of' }]],
    ['One of several', [{ kind: 'one-of', options: [] }]],
    ['JPEG or something else', [{ kind: 'one-of', options: [{ kind: 'jpeg' }, 7] }]],
    [
      'In any order: JPEG quality 30, at another size: dust',
      [
        {
          kind: 'shuffled',
          steps: [
            { kind: 'jpeg', quality: 30 },
            { kind: 'at-scale', factor: 0.5, steps: [{ kind: 'dust' }] },
          ],
        },
      ],
    ],
    ['In one part', [{ kind: 'in-rectangle', steps: 7 }]],
    ['Not stated', []],
  ])('%s', (text, degradation) => {
    expect(trainedFor(degradation)).toBe(text);
  });

  it('does not follow choices without end', () => {
    let step: DegradationStep = { kind: 'jpeg' };
    for (let i = 0; i < 100_000; i++) step = { kind: 'one-of', options: [step] };
    expect(trainedFor([step])).toBe('One of several');
    for (let i = 0; i < 100_000; i++) step = { kind: 'shuffled', steps: [step] };
    expect(trainedFor([step])).toBe('In any order: in any order: in any order: in any order');
  });

  it('finds words for whatever a file holds', () => {
    const kind = fc.oneof(
      fc.constantFrom('one-of', 'gaussian-noise', 'darken', 'jpeg'),
      fc.string({ minLength: 1 }),
    );
    const step = fc.record({ kind, sigma: fc.jsonValue(), options: fc.jsonValue() });
    fc.assert(fc.property(fc.array(step), (steps) => trainedFor(steps).length > 0));
  });
});
