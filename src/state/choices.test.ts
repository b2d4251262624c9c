import { expect, test } from 'vitest';
import { resultFileName } from './choices';

test('a result is named after its photo and its adapter', () => {
  expect(resultFileName('harbour.jpeg', 'denoise-25')).toBe('harbour-denoise-25.png');
  expect(resultFileName('a.b.png', 'x')).toBe('a.b-x.png');
  expect(resultFileName('.png', 'x')).toBe('photo-x.png');
  expect(resultFileName('scan', 'night / rain')).toBe('scan-night-rain.png');
});
