import { describe, expect, test } from 'vitest';
import {
  clampScale,
  fitScale,
  nextStop,
  settle,
  visibleFraction,
  wholeView,
  zoomAround,
} from './geometry';

const frame = { width: 1000, height: 800, margin: 0 };
const large = { width: 4000, height: 2000 };

describe('fitting', () => {
  test('shows the whole picture, centred', () => {
    expect(wholeView(frame, large)).toEqual({ scale: 0.25, x: 0, y: 150 });
  });

  test('leaves the margin free', () => {
    expect(fitScale({ ...frame, margin: 100 }, large)).toBe(0.2);
  });

  test('enlarges small pictures by whole numbers, 16 at most', () => {
    expect(fitScale(frame, { width: 300, height: 100 })).toBe(3);
    expect(fitScale(frame, { width: 600, height: 500 })).toBe(1);
    expect(fitScale(frame, { width: 1, height: 1 })).toBe(16);
  });
});

describe('zooming', () => {
  test('keeps what is under the pointer there', () => {
    const view = { scale: 1, x: -1000, y: -500 };
    const point = { x: 300, y: 200 };
    const zoomed = zoomAround(view, 2, point, frame, large);
    expect((point.x - zoomed.x) / zoomed.scale).toBe(point.x - view.x);
    expect((point.y - zoomed.y) / zoomed.scale).toBe(point.y - view.y);
  });

  test('ends at the whole picture and at 1600 %', () => {
    expect(clampScale(0.01, frame, large)).toBe(0.25);
    expect(clampScale(99, frame, large)).toBe(16);
    const small = { width: 100, height: 100 };
    expect(clampScale(0.01, frame, small)).toBe(1);
  });

  test('goes through the stops in both directions', () => {
    expect(nextStop(0.9, 1)).toBe(1);
    expect(nextStop(1, 1)).toBe(2);
    expect(nextStop(1, -1)).toBeCloseTo(2 / 3);
    expect(nextStop(16, 1)).toBe(16);
  });
});

describe('settling', () => {
  test('allows no gap at the edges of a picture larger than the stage', () => {
    expect(settle({ scale: 1, x: 50, y: -5000 }, frame, large)).toEqual({
      scale: 1,
      x: 0,
      y: -1200,
    });
  });

  test('lands on whole device pixels', () => {
    expect(settle({ scale: 1, x: -10.4, y: -0.6 }, frame, large)).toMatchObject({ x: -10, y: -1 });
  });
});

describe('the visible part', () => {
  test('is everything when fitted', () => {
    expect(visibleFraction(wholeView(frame, large), frame, large)).toEqual({
      x: 0,
      y: 0,
      width: 1,
      height: 1,
    });
  });

  test('is in fractions of the picture', () => {
    const view = { scale: 1, x: -1000, y: -600 };
    expect(visibleFraction(view, frame, large)).toEqual({
      x: 0.25,
      y: 0.3,
      width: 0.25,
      height: expect.closeTo(0.4),
    });
  });
});
