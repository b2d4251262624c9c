/** How a map is divided into windows, for both halves of its channels. */
export interface CrossWindows {
  /** Height and width of the first half's windows; the second half's are turned by 90°. */
  readonly window: readonly [number, number];
  /** For each half of the channels. */
  readonly heads: number;
  /** Whether the map is rolled by half a window, as Swin does. */
  readonly isShifted: boolean;
}

/** What both halves of the channels' windows are, and WGSL for positions in them. */
export interface WindowOrder {
  /** Height and width of a window. */
  readonly sides: readonly [number, number];
  /** A line of the map, as the index of its first position, from its number in the rolled map. */
  lineOf(rolledY: string): string;
  /** A column of the map, from its number in the rolled map. */
  columnOf(rolledX: string): string;
  /** Declares `name`, the region that a position is in: one for all where the map is not rolled. */
  regionOf(name: string, rolledY: string, rolledX: string): string;
  /** What a score is added to, so that two regions do not see each other. */
  mask(region: string, other: string): string;
  /**
   * Says where the position that has its turn lies when the map is rolled: `rolledX`, `rolledY`, in
   * the window that begins at `left`, `top`; `image` is the first line of its map. The positions of a
   * window have their turns one after another, so that neighbouring invocations read the same keys
   * at the same time. Expects `turn` (i32), and `uniforms.height` and `width`, multiples of `sides`.
   */
  readonly placeOfTurn: string;
}

/**
 * The order of a half's positions; the second half's windows are turned by 90°. One pipeline serves
 * rolled maps and others: whether one is, `uniforms.isShifted` says (0 or 1).
 */
export function windowOrder(half: 0 | 1, { window }: CrossWindows): WindowOrder {
  const [h, w] = half === 0 ? window : [window[1], window[0]];
  const [down, right] = [h, w].map((side) => `${Math.floor(side / 2)} * uniforms.isShifted`);
  return {
    sides: [h, w],
    lineOf: (y) => `(image + (${y} + ${down}) % uniforms.height) * uniforms.width`,
    columnOf: (x) => `(${x} + ${right}) % uniforms.width`,
    // As Swin's, where the map's end was rolled to its start.
    regionOf: (name, y, x) =>
      `let ${name} = select(0, 2, ${y} >= uniforms.height - ${down}) + select(0, 1, ${x} >= uniforms.width - ${right});`,
    mask: (region, other) => ` + select(-100.0, 0.0, ${region} == ${other})`,
    placeOfTurn: `
      let within = turn % ${h * w};
      let window = turn / ${h * w};
      let left = window % (uniforms.width / ${w}) * ${w};
      let lineOfWindows = window / (uniforms.width / ${w});
      let top = lineOfWindows % (uniforms.height / ${h}) * ${h};
      let image = lineOfWindows / (uniforms.height / ${h}) * uniforms.height;
      let rolledX = left + within % ${w};
      let rolledY = top + within / ${w};`,
  };
}

/** How many positions of a line of a window, `most` where its sides allow, an invocation can take. */
export function positionsTogether(most: number, { window }: CrossWindows): number {
  const counts = [4, 2].filter((count) => count <= most);
  return counts.find((count) => window.every((side) => side % count === 0)) ?? 1;
}

/**
 * Whether the four invocations of a quad lie in one window where each takes `together` positions: they
 * read the same others then.
 */
export function areQuadsInWindows(together: number, { window: [h, w] }: CrossWindows): boolean {
  return ((h * w) / together) % 4 === 0;
}

/**
 * Hands each invocation its half, its first turn of `together` and its head: `half0(turn, head)` or
 * `half1`. Expects `uniforms.places`, the number of turns.
 */
export function turnOfIndex(heads: number, together: number): string {
  return `
    let groups = uniforms.places / ${together};
    let turn = index % groups * ${together};
    let item = index / groups;
    if (item < ${heads}) { half0(turn, item); } else { half1(turn, item - ${heads}); }`;
}

/** Code for each of some numbers. */
export function lines(numbers: readonly number[], code: (number: number) => string): string {
  return numbers.map(code).join('\n');
}
