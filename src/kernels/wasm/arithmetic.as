// AssemblyScript: compiled by site/assembly.ts into a module that works on the memory of tfjs's WASM
// backend. Addresses are bytes; maps are row-major float32. It has no data and no heap of its own.

/** e to the power of four numbers, all at most 0: Cephes' expf, good to 1e-7 of the value. */
@inline
function exp4(power: v128): v128 {
  const x = f32x4.max(power, f32x4.splat(-87.0));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.mul(f32x4.mul(y, r), r), f32x4.add(r, f32x4.splat(1.0)));
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127));
  return f32x4.mul(y, i32x4.shl(exponent, 23));
}

/** Abramowitz & Stegun 7.1.26 (1.5e-7 absolute). */
@inline
function erf4(x: v128): v128 {
  const a = f32x4.abs(x);
  const one = f32x4.splat(1.0);
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.3275911), a)));
  let series = f32x4.splat(1.061405429);
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(-1.453152027));
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(1.421413741));
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(-0.284496736));
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(series, t), exp4(f32x4.neg(f32x4.mul(a, a))));
  // The sign is that of x, bit by bit.
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.or(f32x4.sub(one, tail), sign);
}

/** `to` ← erf(`from`), `count` numbers. */
export function erf(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(to + (<usize>i << 2), erf4(v128.load(from + (<usize>i << 2))));
  }
  for (; i < count; i++) {
    const y = erf4(v128.load32_splat(from + (<usize>i << 2)));
    f32.store(to + (<usize>i << 2), f32x4.extract_lane(y, 0));
  }
}

/** `to` ← softmax of each of `rows` rows of `length` numbers. */
export function softmax(from: usize, to: usize, rows: i32, length: i32): void {
  const whole = length & ~3;
  for (let row = 0; row < rows; row++) {
    let largest: f32 = -Infinity;
    for (let i = 0; i < length; i++) {
      largest = max(largest, f32.load(from + (<usize>i << 2)));
    }
    const top = f32x4.splat(largest);
    let sums = f32x4.splat(0.0);
    for (let i = 0; i < whole; i += 4) {
      const y = exp4(f32x4.sub(v128.load(from + (<usize>i << 2)), top));
      sums = f32x4.add(sums, y);
      v128.store(to + (<usize>i << 2), y);
    }
    let sum =
      f32x4.extract_lane(sums, 0) +
      f32x4.extract_lane(sums, 1) +
      f32x4.extract_lane(sums, 2) +
      f32x4.extract_lane(sums, 3);
    for (let i = whole; i < length; i++) {
      const y = exp4(f32x4.sub(v128.load32_splat(from + (<usize>i << 2)), top));
      sum += f32x4.extract_lane(y, 0);
      f32.store(to + (<usize>i << 2), f32x4.extract_lane(y, 0));
    }
    const share: f32 = 1.0 / sum;
    for (let i = 0; i < whole; i += 4) {
      const y = v128.load(to + (<usize>i << 2));
      v128.store(to + (<usize>i << 2), f32x4.mul(y, f32x4.splat(share)));
    }
    for (let i = whole; i < length; i++) {
      f32.store(to + (<usize>i << 2), f32.load(to + (<usize>i << 2)) * share);
    }
    from += <usize>length << 2;
    to += <usize>length << 2;
  }
}

/** `rows` runs of `length` bytes, a multiple of 4, that lie `fromLine` and `toLine` bytes apart. */
export function copyRows(
  from: usize,
  to: usize,
  rows: i32,
  length: i32,
  fromLine: usize,
  toLine: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let i = 0;
    for (; i + 16 <= length; i += 16) v128.store(to + <usize>i, v128.load(from + <usize>i));
    for (; i < length; i += 4) i32.store(to + <usize>i, i32.load(from + <usize>i));
    from += fromLine;
    to += toLine;
  }
}

/** `to` `[columns, rows]` ← `from` `[rows, columns]`. */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let column = 0; column < columns; column++) {
    let source = from + (<usize>column << 2);
    for (let row = 0; row < rows; row++) {
      f32.store(to, f32.load(source));
      source += <usize>columns << 2;
      to += 4;
    }
  }
}

/** `to` `[rows, columns]` ← `a` `[rows, inner]` · `b` `[inner, columns]`. */
export function product(a: usize, b: usize, to: usize, rows: i32, inner: i32, columns: i32): void {
  const aLine = <usize>inner << 2;
  const line = <usize>columns << 2;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const start = a + <usize>row * aLine;
    const place = to + <usize>row * line;
    let column = 0;
    for (; column + 8 <= columns; column += 8) {
      fourByEight(start, b + (<usize>column << 2), place + (<usize>column << 2), inner, aLine, line);
    }
    for (let i: usize = 0; i < 4; i++) {
      rest(start + i * aLine, b, place + i * line, inner, column, columns);
    }
  }
  for (; row < rows; row++) {
    rest(a + <usize>row * aLine, b, to + <usize>row * line, inner, 0, columns);
  }
}

/** Four rows of the product by eight of its columns, in registers. */
@inline
function fourByEight(a: usize, b: usize, to: usize, inner: i32, aLine: usize, line: usize): void {
  let s00 = f32x4.splat(0.0);
  let s01 = f32x4.splat(0.0);
  let s10 = f32x4.splat(0.0);
  let s11 = f32x4.splat(0.0);
  let s20 = f32x4.splat(0.0);
  let s21 = f32x4.splat(0.0);
  let s30 = f32x4.splat(0.0);
  let s31 = f32x4.splat(0.0);
  const a1 = a + aLine;
  const a2 = a1 + aLine;
  const a3 = a2 + aLine;
  for (let k: usize = 0; k < aLine; k += 4) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    b += line;
    const x0 = v128.load32_splat(a + k);
    s00 = f32x4.add(s00, f32x4.mul(x0, b0));
    s01 = f32x4.add(s01, f32x4.mul(x0, b1));
    const x1 = v128.load32_splat(a1 + k);
    s10 = f32x4.add(s10, f32x4.mul(x1, b0));
    s11 = f32x4.add(s11, f32x4.mul(x1, b1));
    const x2 = v128.load32_splat(a2 + k);
    s20 = f32x4.add(s20, f32x4.mul(x2, b0));
    s21 = f32x4.add(s21, f32x4.mul(x2, b1));
    const x3 = v128.load32_splat(a3 + k);
    s30 = f32x4.add(s30, f32x4.mul(x3, b0));
    s31 = f32x4.add(s31, f32x4.mul(x3, b1));
  }
  v128.store(to, s00);
  v128.store(to, s01, 16);
  v128.store(to + line, s10);
  v128.store(to + line, s11, 16);
  v128.store(to + 2 * line, s20);
  v128.store(to + 2 * line, s21, 16);
  v128.store(to + 3 * line, s30);
  v128.store(to + 3 * line, s31, 16);
}

/** A row of the product from a column on. */
function rest(a: usize, b: usize, to: usize, inner: i32, column: i32, columns: i32): void {
  const line = <usize>columns << 2;
  for (; column + 4 <= columns; column += 4) {
    let sum = f32x4.splat(0.0);
    let source = b + (<usize>column << 2);
    for (let k = 0; k < inner; k++) {
      const x = v128.load32_splat(a + (<usize>k << 2));
      sum = f32x4.add(sum, f32x4.mul(x, v128.load(source)));
      source += line;
    }
    v128.store(to + (<usize>column << 2), sum);
  }
  for (; column < columns; column++) {
    let sum: f32 = 0.0;
    let source = b + (<usize>column << 2);
    for (let k = 0; k < inner; k++) {
      sum += f32.load(a + (<usize>k << 2)) * f32.load(source);
      source += line;
    }
    f32.store(to + (<usize>column << 2), sum);
  }
}
