import { describe, expect, it } from 'vitest';
import { framedTile, isWorthFraming, rimColour, sharedFrame } from './framedTile';
import { tileGrid } from './tileGrid';

describe('the frame that a tile shares', () => {
  const rules = { maxSide: 64, sideMultiple: 16, fixedSide: null, overlap: 16 };

  it('is what neighbours cover as well, in result pixels', () => {
    const grid = tileGrid(150, 64, rules);
    expect(grid.columns.map(({ start }) => start)).toEqual([0, 43, 86]);
    expect(sharedFrame(grid, { column: 0, row: 0 }, 2)).toEqual({
      top: 0,
      right: 42,
      bottom: 0,
      left: 0,
    });
    expect(sharedFrame(grid, { column: 1, row: 0 }, 1)).toEqual({
      top: 0,
      right: 21,
      bottom: 0,
      left: 21,
    });
  });

  it('is nothing where one tile holds the picture', () => {
    const frame = sharedFrame(tileGrid(50, 60, rules), { column: 0, row: 0 }, 4);
    expect(frame).toEqual({ top: 0, right: 0, bottom: 0, left: 0 });
  });

  it('is not worth the while where it fills most of the tile', () => {
    const narrow = { top: 4, right: 4, bottom: 4, left: 4 };
    expect(isWorthFraming(64, 64, narrow)).toBe(true);
    expect(isWorthFraming(64, 64, { ...narrow, left: 60 })).toBe(false);
    expect(isWorthFraming(64, 64, { ...narrow, top: 40 })).toBe(false);
  });
});

describe('a tile in bytes with a frame of numbers', () => {
  it('has its numbers where they belong', () => {
    const frame = { top: 1, right: 1, bottom: 1, left: 2 };
    // Rows of the top, of the bottom, then the sides of the one row between.
    const rims = [10, 11, 12, 13, 30, 31, 32, 33, 20, 21, 23].flatMap((v) => [v, v, v]);
    const words = new Int32Array(12 + rims.length);
    words.fill(-1, 0, 12);
    new Float32Array(words.buffer).set(rims, 12);
    const tile = framedTile(words, 4, 3, frame);
    expect(tile.bytes).toEqual(new Uint8ClampedArray(48).fill(255));
    const red = rimColour(tile).filter((_, i) => i % 3 === 0);
    expect([...red]).toEqual([10, 11, 12, 13, 20, 21, 0, 23, 30, 31, 32, 33]);
  });
});
