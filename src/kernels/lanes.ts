/** Widths of WGSL's vectors that kernels here are written for. */
export type Lanes = 4 | 2;

/** The widest vectors that all of these numbers are multiples of; null where one is odd. */
export function lanesFor(widths: readonly number[]): Lanes | null {
  return ([4, 2] as const).find((lanes) => widths.every((width) => width % lanes === 0)) ?? null;
}

/** `lanesFor` of widths that are known to be even. */
export function evenLanes(widths: readonly number[]): Lanes {
  const lanes = lanesFor(widths);
  if (lanes === null) throw new RangeError(`One of the widths ${widths.join(', ')} is odd.`);
  return lanes;
}

/** How many numbers an element of a buffer holds. */
export type Width = Lanes | 1;

/** The WGSL type of that many numbers. */
export function vectorType(width: Width): string {
  return width === 1 ? 'f32' : `vec${width}<f32>`;
}
