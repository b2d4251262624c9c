import type { Rectangle } from '../../imaging/rgbaImage';

/** Input pixels along one axis that one tile computes from, and those of them in the image. */
export interface Span {
  readonly start: number;
  /** Of the tile; what lies beyond the image is mirrored. */
  readonly length: number;
}

/** All tiles of one image, in input pixels: every column with every row. */
export interface TileGrid {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Span[];
  readonly rows: readonly Span[];
  /** Pixels over which neighbours blend. */
  readonly overlap: number;
}

export interface GridRules {
  /** Largest side of a tile, a multiple of `sideMultiple`. */
  readonly maxSide: number;
  /** Tile sides are multiples of this. */
  readonly sideMultiple: number;
  /** The only side that the network takes, where it is fixed. */
  readonly fixedSide: number | null;
  readonly overlap: number;
}

/**
 * Covers an image with tiles of one size, so that the GPU's buffers are used again and again: the
 * whole image where it fits one, else tiles that share `overlap` pixels or more.
 */
export function tileGrid(width: number, height: number, rules: GridRules): TileGrid {
  return {
    width,
    height,
    columns: spans(width, rules),
    rows: spans(height, rules),
    overlap: rules.overlap,
  };
}

function spans(size: number, { maxSide, sideMultiple, fixedSide, overlap }: GridRules): Span[] {
  const largest = fixedSide ?? maxSide;
  if (size <= largest) {
    return [{ start: 0, length: fixedSide ?? Math.ceil(size / sideMultiple) * sideMultiple }];
  }
  const count = Math.ceil((size - overlap) / (largest - overlap));
  const last = size - largest;
  return Array.from({ length: count }, (_, i) => ({
    start: Math.round((i * last) / (count - 1)),
    length: largest,
  }));
}

/** Number and place of a tile in the grid. */
export interface TilePosition {
  readonly column: number;
  readonly row: number;
}

export function tilePositions(grid: TileGrid): TilePosition[] {
  return grid.rows.flatMap((_, row) => grid.columns.map((_, column) => ({ column, row })));
}

/**
 * Of the tiles left, the one nearest to the middle of what is on screen: the picture grows outwards
 * from where the person looks.
 *
 * @param focus in input pixels; null takes the image's middle.
 */
export function nearestTile(
  grid: TileGrid,
  left: readonly TilePosition[],
  focus: Rectangle | null,
): TilePosition | undefined {
  const area = focus ?? { x: 0, y: 0, width: grid.width, height: grid.height };
  const distance = ({ column, row }: TilePosition) =>
    Math.hypot(
      centre(grid.columns[column]) - (area.x + area.width / 2),
      centre(grid.rows[row]) - (area.y + area.height / 2),
    );
  return left.reduce<TilePosition | undefined>(
    (best, tile) => (best === undefined || distance(tile) < distance(best) ? tile : best),
    undefined,
  );
}

function centre(span: Span | undefined): number {
  return span === undefined ? 0 : span.start + span.length / 2;
}
