import { describe, expect, test } from 'vitest';
import { inPane, paneAt, paneFrame, panesOf } from './panes';

const wide = { width: 1001, height: 600, margin: 24 };
const tall = { width: 390, height: 641, margin: 0 };

describe('panes', () => {
  test('are the whole stage, but side by side', () => {
    for (const mode of ['split', 'blink', 'difference'] as const) {
      const whole = { x: 0, y: 0, width: 1001, height: 600 };
      expect(panesOf(wide, mode)).toEqual({ a: whole, b: whole, order: 'one' });
      expect(paneFrame(wide, mode)).toEqual(wide);
    }
  });

  test('side by side have one size, along the longer side, to the very edges', () => {
    expect(panesOf(wide, 'side-by-side')).toEqual({
      a: { x: 0, y: 0, width: 499, height: 600 },
      b: { x: 502, y: 0, width: 499, height: 600 },
      order: 'columns',
    });
    expect(panesOf(tall, 'side-by-side')).toEqual({
      a: { x: 0, y: 0, width: 390, height: 319 },
      b: { x: 0, y: 322, width: 390, height: 319 },
      order: 'rows',
    });
    expect(paneFrame(wide, 'side-by-side')).toEqual({ width: 499, height: 600, margin: 24 });
  });

  test('are found under a point, and points are seen from their corner', () => {
    const columns = panesOf(wide, 'side-by-side');
    expect(paneAt(columns, { x: 498, y: 9 })).toBe(columns.a);
    expect(paneAt(columns, { x: 502, y: 9 })).toBe(columns.b);
    const rows = panesOf(tall, 'side-by-side');
    expect(paneAt(rows, { x: 380, y: 10 })).toBe(rows.a);
    expect(paneAt(rows, { x: 3, y: 330 })).toBe(rows.b);
    expect(inPane(rows.b, { x: 3, y: 330 })).toEqual({ x: 3, y: 8 });
  });
});
