import type { HeadProperties } from '../../networks/network';
import { type TileCost, valueAt } from './tileCost';
import { type TileGrid, tileGrid } from './tileGrid';
import { overlapOf, tileSides, wantedOverlap } from './tileRules';

/** Why tiles have the size they have. */
export type TileReason =
  /** The photo fits one tile. */
  | 'whole-photo'
  /** Any other size would take longer for this photo. */
  | 'fastest'
  /** Any other size would compute more pixels; how long each takes in itself was not measured. */
  | 'fewest-pixels'
  /** A larger one would be faster, but would take more memory than is allowed. */
  | 'memory'
  /** A larger one would be faster, but would keep the GPU, and Cancel, for too long. */
  | 'latency'
  /** The largest that a processor, or the device's buffers, can take. */
  | 'device'
  /** The network takes this one only. */
  | 'network';

export interface TilePlan {
  readonly grid: TileGrid;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly reason: TileReason;
  /** Most bytes of GPU memory beside the weights; null where the cost was not measured. */
  readonly gpuBytes: number | null;
}

export interface TileLimits {
  /** No tile may be larger, whatever it costs. */
  readonly maxSide: number;
  /** Null where nothing was measured: the largest tile is taken. */
  readonly cost: TileCost | null;
  readonly maxMilliseconds: number;
  /** Beside the weights. */
  readonly maxGpuBytes: number;
}

interface Candidate extends Omit<TilePlan, 'reason'> {
  /** Of the whole photo, the waste at overlaps and borders included; pixels where unmeasured. */
  readonly cost: number;
  /** Neighbours overlap less than they should: only where nothing larger is allowed. */
  readonly isNarrow: boolean;
  readonly fits: { readonly memory: boolean; readonly latency: boolean };
}

/**
 * The tiles that restore a photo in the least time, within limits; the smallest tile that the network
 * takes is always allowed, but for its memory. Of equally fast ones the larger is taken: it sees more
 * of the photo.
 *
 * @returns null when the memory does not do for the smallest tile.
 */
export function planTiles(
  photo: { readonly width: number; readonly height: number },
  head: HeadProperties,
  limits: TileLimits,
): TilePlan | null {
  const sides = tileSides(head, limits.maxSide);
  const candidates = sides.map((side, index) => candidate(photo, head, limits, side, index === 0));
  const affordable = candidates.filter(({ fits }) => fits.memory);
  const chosen = fastest(affordable.filter(({ fits }) => fits.latency));
  if (chosen === undefined) return null;
  const { grid, tileWidth, tileHeight, gpuBytes } = chosen;
  return { grid, tileWidth, tileHeight, gpuBytes, reason: reason() };

  function reason(): TileReason {
    if (head.fixedSide !== null) return 'network';
    if (grid.columns.length * grid.rows.length === 1) return 'whole-photo';
    if (chosen !== fastest(affordable)) return 'latency';
    if (chosen !== fastest(candidates)) return 'memory';
    if (chosen === candidates.at(-1)) return 'device';
    return (limits.cost?.milliseconds.fixed ?? 0) > 0 ? 'fastest' : 'fewest-pixels';
  }
}

function candidate(
  { width, height }: { readonly width: number; readonly height: number },
  head: HeadProperties,
  { cost, maxMilliseconds, maxGpuBytes }: TileLimits,
  side: number,
  isSmallest: boolean,
): Candidate {
  const { sideMultiple, fixedSide } = head;
  const overlap = overlapOf(head, side);
  const grid = tileGrid(width, height, { maxSide: side, sideMultiple, fixedSide, overlap });
  const tileWidth = grid.columns[0]?.length ?? 0;
  const tileHeight = grid.rows[0]?.length ?? 0;
  const pixels = tileWidth * tileHeight;
  const tiles = grid.columns.length * grid.rows.length;
  const milliseconds = cost === null ? 0 : valueAt(cost.milliseconds, pixels);
  const gpuBytes = cost === null ? null : valueAt(cost.gpuBytes, pixels);
  return {
    grid,
    tileWidth,
    tileHeight,
    gpuBytes,
    cost: tiles * (milliseconds > 0 ? milliseconds : pixels),
    isNarrow: tiles > 1 && overlap < wantedOverlap(head),
    fits: {
      memory: (gpuBytes ?? 0) <= maxGpuBytes,
      latency: isSmallest || milliseconds <= maxMilliseconds,
    },
  };
}

function fastest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, next) => (best === undefined || isFaster(next, best) ? next : best),
    undefined,
  );
}

function isFaster(next: Candidate, best: Candidate): boolean {
  return next.isNarrow === best.isNarrow ? next.cost <= best.cost : best.isNarrow;
}
