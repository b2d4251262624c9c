import { describe, expect, it } from 'vitest';
import { upright } from './orientation';
import { pixelPicture } from './pixelPicture';

/** Red of each pixel, row by row. */
function rows(orientation: number): string[] {
  const stored = pixelPicture(3, 2, (x, y) => ['abcdef'.charCodeAt(3 * y + x), 0, 0, 200]);
  const { width, height, data } = upright(stored, orientation);
  const letters = [...data].filter((_, i) => i % 4 === 0);
  const text = String.fromCharCode(...letters);
  return Array.from({ length: height }, (_, y) => text.slice(y * width, (y + 1) * width));
}

describe('upright', () => {
  // abc  is stored; EXIF says where its first row and first column belong.
  // def
  it.each([
    [1, ['abc', 'def']],
    [2, ['cba', 'fed']],
    [3, ['fed', 'cba']],
    [4, ['def', 'abc']],
    [5, ['ad', 'be', 'cf']],
    [6, ['da', 'eb', 'fc']],
    [7, ['fc', 'eb', 'da']],
    [8, ['cf', 'be', 'ad']],
  ])('shows a picture of orientation %i as it was taken', (orientation, expected) => {
    expect(rows(orientation)).toEqual(expected);
  });
});
