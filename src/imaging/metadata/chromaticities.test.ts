import { describe, expect, it } from 'vitest';
import { areOutsideSrgb } from './chromaticities';

describe('areOutsideSrgb', () => {
  it.each([
    ['sRGB, rounded', [0.6401, 0.3299, 0.3, 0.6, 0.15, 0.06], false],
    ['a smaller space', [0.6, 0.34, 0.31, 0.57, 0.17, 0.08], false],
    ['Display P3', [0.68, 0.32, 0.265, 0.69, 0.15, 0.06], true],
    ['Adobe RGB', [0.64, 0.33, 0.21, 0.71, 0.15, 0.06], true],
    ['ProPhoto', [0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001], true],
  ])('%s: %o', (_, chromaticities, expected) => {
    expect(areOutsideSrgb(chromaticities)).toBe(expected);
  });
});
