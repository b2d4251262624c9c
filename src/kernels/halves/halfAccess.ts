import type { Width } from '../lanes';

/**
 * WGSL written for buffers of 32-bit numbers, translated for buffers of halves: `x[i]` becomes a call
 * that unpacks element `i`, `result[i] = value;` one that packs it. So each kernel is written once,
 * and always computes in 32 bits.
 *
 * `unpack2x16float` and `pack2x16float` are WGSL's core. The `f16` type would save no byte more, and
 * cannot be had: its `enable` stands before all declarations, where tfjs puts its own.
 */
export interface HalfAccess {
  /** Functions that the translated code calls. */
  readonly functions: string;
  readonly translate: (wgsl: string) => string;
}

/**
 * @param halved buffers of halves that are read, and how many numbers an element is.
 * @param result how many numbers an element of the result is; null where it holds 32-bit numbers.
 */
export function halfAccess(halved: ReadonlyMap<string, Width>, result: Width | null): HalfAccess {
  const loads = [...halved].map(([buffer, width]) => loadFunction(buffer, width));
  const stores = result === null ? [] : [storeFunction(result)];
  return {
    functions: [...loads, ...stores].join('\n'),
    translate: (wgsl) => {
      let code = wgsl;
      for (const buffer of halved.keys()) code = withLoads(code, buffer);
      return result === null ? code : withStores(code);
    },
  };
}

/** What a buffer of halves is an array of, in 32-bit words. */
export function wordsPerElement(width: Width): 1 | 2 {
  return width === 4 ? 2 : 1;
}

function loadFunction(buffer: string, width: Width): string {
  switch (width) {
    case 4:
      return `
        fn load_${buffer}(i : i32) -> vec4<f32> {
          let words = bitcast<vec2<u32>>(${buffer}[i]);
          return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y));
        }`;
    case 2:
      return `
        fn load_${buffer}(i : i32) -> vec2<f32> { return unpack2x16float(bitcast<u32>(${buffer}[i])); }`;
    case 1:
      return `
        fn load_${buffer}(i : i32) -> f32 { return unpack2x16float(bitcast<u32>(${buffer}[i / 2]))[i % 2]; }`;
  }
}

function storeFunction(width: Width): string {
  switch (width) {
    case 4:
      return `
        fn store_result(i : i32, value : vec4<f32>) {
          result[i] = bitcast<vec2<i32>>(vec2<u32>(pack2x16float(value.xy), pack2x16float(value.zw)));
        }`;
    case 2:
      return `
        fn store_result(i : i32, value : vec2<f32>) { result[i] = bitcast<i32>(pack2x16float(value)); }`;
    case 1:
      throw new RangeError('Invocations that write single numbers would share a word of halves.');
  }
}

function withLoads(wgsl: string, buffer: string): string {
  return replaceIndexed(wgsl, buffer, (index, rest) => [`load_${buffer}(${index})`, rest]);
}

function withStores(wgsl: string): string {
  return replaceIndexed(wgsl, 'result', (index, rest) => {
    const assignment = /^\s*=(?!=)([^;]*);/.exec(rest);
    if (assignment === null) throw new Error('A result of halves can only be assigned to.');
    const [whole, value] = assignment;
    return [`store_result(${index}, ${value?.trim()});`, rest.slice(whole.length)];
  });
}

/** Replaces `name[index]`, innermost last; `replace` is also given what follows. */
function replaceIndexed(
  wgsl: string,
  name: string,
  replace: (index: string, rest: string) => readonly [replacement: string, rest: string],
): string {
  const opening = new RegExp(`\\b${name}\\[`).exec(wgsl);
  if (opening === null) return wgsl;
  const start = opening.index + opening[0].length;
  let depth = 1;
  let end = start;
  for (; depth > 0; end++) {
    if (end >= wgsl.length) throw new Error(`“${name}[” is not closed.`);
    if (wgsl[end] === '[') depth++;
    if (wgsl[end] === ']') depth--;
  }
  const [replacement, rest] = replace(wgsl.slice(start, end - 1), wgsl.slice(end));
  return wgsl.slice(0, opening.index) + replaceIndexed(replacement + rest, name, replace);
}
