import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mirror } from '../../imaging/mirror';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { TileBlender } from './tileBlender';
import { nearestTile, type TilePosition, tileGrid, tilePositions } from './tileGrid';
import { tileInput } from './tileInput';

const rules = { maxSide: 16, sideMultiple: 8, fixedSide: null, overlap: 5 };

function noise(width: number, height: number): RgbaImage {
  const data = Uint8ClampedArray.from(
    { length: width * height * 4 },
    (_, i) => (Math.imul(i + 1, 2654435761) >>> 24) & 255,
  );
  return { width, height, data };
}

function shuffled(tiles: TilePosition[], seed: number): TilePosition[] {
  return tiles
    .map((tile, i) => [Math.imul(i + seed, 2654435761) >>> 0, tile] as const)
    .sort(([a], [b]) => a - b)
    .map(([, tile]) => tile);
}

/** Enlarges every tile by repeating pixels, a network whose right answer is known. */
function restoreByTiles(image: RgbaImage, scale: number, seed: number) {
  const grid = tileGrid(image.width, image.height, rules);
  const blender = new TileBlender(grid, scale);
  const width = image.width * scale;
  const result = new Float32Array(width * image.height * scale * 3).fill(Number.NaN);
  for (const position of shuffled(tilePositions(grid), seed)) {
    const columns = grid.columns[position.column];
    const rows = grid.rows[position.row];
    if (columns === undefined || rows === undefined) throw new Error('no such tile');
    const input = tileInput(image, columns, rows);
    const stride = columns.length * scale;
    const output = new Float32Array(stride * rows.length * scale * 3);
    for (let i = 0; i < output.length; i++) {
      const pixel = Math.floor(i / 3);
      const y = Math.floor(pixel / stride / scale);
      const x = Math.floor((pixel % stride) / scale);
      output[i] = input[(y * columns.length + x) * 3 + (i % 3)] ?? Number.NaN;
    }
    const tile = blender.add(position, output, stride);
    for (let line = 0; line < tile.height; line++) {
      const from = line * tile.width * 3;
      result.set(
        tile.rgb.subarray(from, from + tile.width * 3),
        ((tile.y + line) * width + tile.x) * 3,
      );
    }
  }
  return { result, width, pending: blender.pendingCells };
}

describe('tiles', () => {
  it('joins to the whole picture at every size, in any order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 2 }),
        fc.nat(1000),
        (imageWidth, imageHeight, scale, seed) => {
          const image = noise(imageWidth, imageHeight);
          const { result, width, pending } = restoreByTiles(image, scale, seed);
          expect(pending).toBe(0);
          result.forEach((value, i) => {
            const pixel = Math.floor(i / 3);
            const x = Math.floor((pixel % width) / scale);
            const y = Math.floor(pixel / width / scale);
            const expected = (image.data[(y * imageWidth + x) * 4 + (i % 3)] ?? 0) / 255;
            if (!(Math.abs(value - expected) < 1e-6)) {
              throw new Error(`${value} is not ${expected} at ${x}, ${y}`);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('blends from one tile’s value to the other’s without a step', () => {
    const grid = tileGrid(27, 8, rules);
    expect(grid.columns).toHaveLength(2);
    const blender = new TileBlender(grid, 1);
    const flat = (value: number) => new Float32Array(16 * 8 * 3).fill(value);
    blender.add({ column: 0, row: 0 }, flat(0), 16);
    const second = blender.add({ column: 1, row: 0 }, flat(1), 16);
    const line = Array.from({ length: second.width }, (_, x) => second.rgb[x * 3] ?? Number.NaN);
    const steps = line.slice(1).map((value, x) => value - (line[x] ?? 0));
    expect(line[0]).toBeLessThan(0.1);
    expect(line.at(-1)).toBe(1);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...steps)).toBeLessThan(0.35);
  });

  it('uses one tile size for a picture that needs several', () => {
    fc.assert(
      fc.property(fc.integer({ min: 17, max: 5000 }), (size) => {
        const { columns } = tileGrid(size, 8, rules);
        expect(new Set(columns.map(({ length }) => length))).toEqual(new Set([16]));
        columns.slice(1).forEach(({ start }, i) => {
          const previous = columns[i];
          expect((previous?.start ?? 0) + 16 - start).toBeGreaterThanOrEqual(rules.overlap);
        });
        expect(columns.at(-1)).toEqual({ start: size - 16, length: 16 });
      }),
    );
  });

  it('mirrors a picture smaller than a tile as often as it takes', () => {
    const image = noise(3, 2);
    const input = tileInput(image, { start: 0, length: 16 }, { start: 0, length: 8 });
    expect(input).toHaveLength(16 * 8 * 3);
    for (const [x, y] of [
      [2, 1],
      [3, 0],
      [5, 2],
      [15, 7],
    ] as const) {
      const source = (mirror(y, 2) * 3 + mirror(x, 3)) * 4;
      expect(input[(y * 16 + x) * 3]).toBeCloseTo((image.data[source] ?? 0) / 255, 6);
    }
  });

  it('starts where the person looks', () => {
    const grid = tileGrid(100, 100, rules);
    const all = tilePositions(grid);
    const corner = { x: 90, y: 0, width: 10, height: 10 };
    expect(nearestTile(grid, all, corner)).toEqual({ column: grid.columns.length - 1, row: 0 });
    expect(nearestTile(grid, [], corner)).toBeUndefined();
  });
});
