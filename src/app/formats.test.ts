import { expect, test } from 'vitest';
import {
  formatDuration,
  formatGain,
  formatKilobytes,
  formatMilliseconds,
  formatRange,
  formatTimeLeft,
  formatZoom,
} from './formats';

test('durations in the unit that suits them', () => {
  expect(formatDuration(0.9994)).toBe('999 ms');
  expect(formatDuration(0.9996)).toBe('1.0 s');
  expect(formatDuration(59.96)).toBe('1 min 00 s');
  expect(formatDuration(125)).toBe('2 min 05 s');
  expect(formatMilliseconds(4.21)).toBe('4.2 ms');
  expect(formatMilliseconds(41.6)).toBe('42 ms');
});

test('time left never promises nothing', () => {
  expect(formatTimeLeft(0.2)).toBe('1 s');
  expect(formatTimeLeft(119)).toBe('119 s');
  expect(formatTimeLeft(150)).toBe('3 min');
});

test('zoom in percent', () => {
  expect(formatZoom(0.0312)).toBe('3.1 %');
  expect(formatZoom(1 / 3)).toBe('33 %');
  expect(formatZoom(16)).toBe('1600 %');
});

test('a range of one value is that value', () => {
  expect(formatRange([5, 50])).toBe('5–50');
  expect(formatRange([0.30000000000000004, 0.30000000000000004])).toBe('0.3');
});

test('sizes of files', () => {
  expect(formatKilobytes(343_210)).toBe('343 kB');
  expect(formatKilobytes(4_460_000)).toBe('4.5 MB');
});

test('a gain has its sign, and nothing has none', () => {
  expect(formatGain(3.456)).toBe('+3.46');
  expect(formatGain(-0.06)).toBe('−0.06');
  expect(formatGain(-0.001)).toBe('0.00');
});
