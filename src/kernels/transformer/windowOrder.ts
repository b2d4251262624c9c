/**
 * WGSL that says where the position that has its turn lies when the map is rolled: `rolledX`,
 * `rolledY`, in the window that begins at `left`, `top`; `image` is the first line of its map. The positions of a window have their turns one after another, so that neighbouring
 * invocations read the same keys at the same time.
 *
 * Expects `turn` (i32) and `uniforms.height` and `width`, multiples of the window's sides.
 *
 * @param window height and width.
 */
export function rolledPlaceOfTurn([h, w]: readonly [number, number]): string {
  return `
    let within = turn % ${h * w};
    let window = turn / ${h * w};
    let left = window % (uniforms.width / ${w}) * ${w};
    let lineOfWindows = window / (uniforms.width / ${w});
    let top = lineOfWindows % (uniforms.height / ${h}) * ${h};
    let image = lineOfWindows / (uniforms.height / ${h}) * uniforms.height;
    let rolledX = left + within % ${w};
    let rolledY = top + within / ${w};`;
}

/**
 * Hands each invocation its half, its first turn of `together` and its head: `half0(turn, head)` or
 * `half1`. Expects `uniforms.places`, the number of turns.
 */
export function turnOfIndex(heads: number, together = 1): string {
  return `
    let groups = uniforms.places / ${together};
    let turn = index % groups * ${together};
    let item = index / groups;
    if (item < ${heads}) { half0(turn, item); } else { half1(turn, item - ${heads}); }`;
}
