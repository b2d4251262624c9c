import type { Rectangle } from '../../imaging/rgbaImage';
import type { Span, TileGrid, TilePosition } from './tileGrid';

/** Colour of a rectangle of the result, `[height, width, 3]` in 0–1, not clipped. */
export interface BlendedTile extends Rectangle {
  readonly rgb: Float32Array;
}

/** A part of one axis that the same tiles cover from end to end. */
interface Segment {
  readonly start: number;
  readonly end: number;
  readonly coverage: number;
}

/** Where the tiles along one axis lie in the result, and how much each pixel of each counts. */
interface Axis {
  readonly segments: readonly Segment[];
  readonly tiles: readonly { readonly start: number; readonly weights: Float32Array }[];
}

/** Weighted sums over a cell that several tiles cover: R, G, B and weight for each pixel. */
interface PendingCell {
  readonly sums: Float32Array;
  tilesDone: number;
}

/**
 * Joins tiles without seams: where they overlap, the result is their weighted mean, each tile's
 * weight rising from its edge inwards. Sums are kept only for overlaps whose tiles are not all
 * there, so memory does not grow with the picture. Tiles may come in any order.
 */
export class TileBlender {
  private readonly across: Axis;
  private readonly down: Axis;
  private readonly pending = new Map<string, PendingCell>();

  constructor(grid: TileGrid, scale: number) {
    this.across = axis(grid.columns, grid.width, grid.overlap, scale);
    this.down = axis(grid.rows, grid.height, grid.overlap, scale);
  }

  /** Cells still waiting for a tile; 0 at the end. */
  get pendingCells(): number {
    return this.pending.size;
  }

  /**
   * @param rgb the network's output for this tile, `[s·rows.length, s·columns.length, 3]`.
   * @param stride s·columns.length.
   * @returns the part of the result that the tile covers; its overlaps get better with later tiles.
   */
  add({ column, row }: TilePosition, rgb: Float32Array, stride: number): BlendedTile {
    const x = requireTile(this.across, column);
    const y = requireTile(this.down, row);
    const width = x.weights.length;
    const height = y.weights.length;
    const blended = new Float32Array(width * height * 3);
    for (let line = 0; line < height; line++) {
      const source = line * stride * 3;
      blended.set(rgb.subarray(source, source + width * 3), line * width * 3);
    }
    for (const [rowIndex, vertical] of covered(this.down, y)) {
      for (const [columnIndex, horizontal] of covered(this.across, x)) {
        const coverage = horizontal.coverage * vertical.coverage;
        if (coverage === 1) continue;
        const key = `${columnIndex} ${rowIndex}`;
        this.blendCell(key, coverage, horizontal, vertical, x, y, blended);
      }
    }
    return { x: x.start, y: y.start, width, height, rgb: blended };
  }

  /** Adds the tile's pixels of one cell to its sums and puts the mean so far in their place. */
  private blendCell(
    key: string,
    coverage: number,
    horizontal: Segment,
    vertical: Segment,
    x: Axis['tiles'][number],
    y: Axis['tiles'][number],
    blended: Float32Array,
  ): void {
    const cellWidth = horizontal.end - horizontal.start;
    const cellHeight = vertical.end - vertical.start;
    const cell = this.pending.get(key) ?? {
      sums: new Float32Array(cellWidth * cellHeight * 4),
      tilesDone: 0,
    };
    const { sums } = cell;
    let s = 0;
    for (let line = vertical.start; line < vertical.end; line++) {
      const lineWeight = y.weights[line - y.start] ?? 0;
      let b = ((line - y.start) * x.weights.length + horizontal.start - x.start) * 3;
      for (let pixel = horizontal.start; pixel < horizontal.end; pixel++) {
        const weight = lineWeight * (x.weights[pixel - x.start] ?? 0);
        const total = (sums[s + 3] ?? 0) + weight;
        for (let channel = 0; channel < 3; channel++) {
          const sum = (sums[s + channel] ?? 0) + weight * (blended[b + channel] ?? 0);
          sums[s + channel] = sum;
          blended[b + channel] = sum / total;
        }
        sums[s + 3] = total;
        s += 4;
        b += 3;
      }
    }
    cell.tilesDone++;
    if (cell.tilesDone === coverage) this.pending.delete(key);
    else this.pending.set(key, cell);
  }
}

function axis(spans: readonly Span[], size: number, overlap: number, scale: number): Axis {
  const tiles = spans.map((span, index) => {
    const end = Math.min(span.start + span.length, size);
    return {
      start: span.start * scale,
      weights: rampedWeights(
        (end - span.start) * scale,
        index === 0 ? 0 : overlap * scale,
        index === spans.length - 1 ? 0 : overlap * scale,
      ),
    };
  });
  const ends = tiles.map(({ start, weights }) => start + weights.length);
  const cuts = [...new Set([...tiles.map(({ start }) => start), ...ends])].sort((a, b) => a - b);
  const segments = cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? 0;
    const coverage = tiles.filter((tile, i) => tile.start <= start && end <= (ends[i] ?? 0)).length;
    return { start, end, coverage };
  });
  return { segments, tiles };
}

/** 1 in the middle; half a cosine from almost 0 where there is a neighbour. */
function rampedWeights(length: number, rising: number, falling: number): Float32Array {
  const ramp = (distance: number, over: number) =>
    over === 0 || distance >= over ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * distance) / over);
  return Float32Array.from(
    { length },
    (_, i) => ramp(i + 0.5, rising) * ramp(length - i - 0.5, falling),
  );
}

/** Segments of the axis that a tile covers, with their numbers. */
function covered({ segments }: Axis, tile: Axis['tiles'][number]): (readonly [number, Segment])[] {
  const end = tile.start + tile.weights.length;
  return segments
    .map((segment, index) => [index, segment] as const)
    .filter(([, segment]) => segment.start >= tile.start && segment.end <= end);
}

function requireTile({ tiles }: Axis, index: number): Axis['tiles'][number] {
  const tile = tiles[index];
  if (tile === undefined) throw new RangeError(`There is no tile number ${index} on this axis.`);
  return tile;
}
