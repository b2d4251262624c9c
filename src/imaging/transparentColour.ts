import type { RgbaImage } from './rgbaImage';

/**
 * Gives every fully transparent pixel the colour of the visible pixels next to it, growing outward
 * ring by ring (each pixel takes the mean of its 8 neighbours that have a colour already), so that
 * a network that looks across the edge of a cut-out sees no garbage there. As nunif's "alpha border
 * padding", but to the image's border.
 *
 * @returns a new picture with the same alpha; the very same object when no pixel is fully
 *   transparent, or all are.
 */
export function fillTransparentColour(image: RgbaImage): RgbaImage {
  const { width, height } = image;
  const isColoured = new Uint8Array(width * height);
  let transparent = 0;
  for (let p = 0; p < isColoured.length; p++) {
    isColoured[p] = image.data[p * 4 + 3] === 0 ? 0 : 1;
    transparent += 1 - (isColoured[p] as number);
  }
  if (transparent === 0 || transparent === isColoured.length) {
    return image;
  }
  const data = new Uint8ClampedArray(image.data);
  const grid: Grid = { width, height, isColoured, isQueued: new Uint8Array(width * height) };
  let ring = firstRing(grid);
  while (ring.length > 0) {
    for (const pixel of ring) {
      colourFromNeighbours(grid, data, pixel);
    }
    // Only now, or the colours would depend on the order within the ring.
    for (const pixel of ring) {
      isColoured[pixel] = 1;
    }
    ring = nextRing(grid, ring);
  }
  return { width, height, data };
}

interface Grid {
  readonly width: number;
  readonly height: number;
  /** 1 where a pixel's colour means something. */
  readonly isColoured: Uint8Array;
  /** 1 where a pixel has been in a ring. */
  readonly isQueued: Uint8Array;
}

/** The transparent pixels next to a visible one. */
function firstRing(grid: Grid): number[] {
  const ring: number[] = [];
  for (let pixel = 0; pixel < grid.isColoured.length; pixel++) {
    if (grid.isColoured[pixel] === 0) {
      forEachNeighbour(grid, pixel, (neighbour) => {
        if (grid.isColoured[neighbour] === 1 && grid.isQueued[pixel] === 0) {
          grid.isQueued[pixel] = 1;
          ring.push(pixel);
        }
      });
    }
  }
  return ring;
}

function nextRing(grid: Grid, ring: readonly number[]): number[] {
  const next: number[] = [];
  for (const pixel of ring) {
    forEachNeighbour(grid, pixel, (neighbour) => {
      if (grid.isColoured[neighbour] === 0 && grid.isQueued[neighbour] === 0) {
        grid.isQueued[neighbour] = 1;
        next.push(neighbour);
      }
    });
  }
  return next;
}

function colourFromNeighbours(grid: Grid, data: Uint8ClampedArray, pixel: number): void {
  let [red, green, blue, count] = [0, 0, 0, 0];
  forEachNeighbour(grid, pixel, (neighbour) => {
    if (grid.isColoured[neighbour] === 1) {
      red += data[neighbour * 4] as number;
      green += data[neighbour * 4 + 1] as number;
      blue += data[neighbour * 4 + 2] as number;
      count += 1;
    }
  });
  data[pixel * 4] = red / count;
  data[pixel * 4 + 1] = green / count;
  data[pixel * 4 + 2] = blue / count;
}

function forEachNeighbour(grid: Grid, pixel: number, visit: (neighbour: number) => void): void {
  const { width, height } = grid;
  const x = pixel % width;
  const y = (pixel - x) / width;
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
      if (nx !== x || ny !== y) {
        visit(ny * width + nx);
      }
    }
  }
}
