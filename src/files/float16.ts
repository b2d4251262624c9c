/**
 * IEEE 754 binary16 (1 sign, 5 exponent, 10 mantissa bits) to and from binary32. Everything works
 * on bit patterns, never on numbers, so that NaNs keep their sign and payload.
 */

let float32Bits: Uint32Array | undefined;

/**
 * @param bytes little-endian halves at any alignment; an even number of bytes.
 * @returns a fresh array, each value exact.
 */
export function decodeFloat16(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  float32Bits ??= Uint32Array.from({ length: 0x10000 }, (_, half) => widen(half));
  const table = float32Bits;
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint32Array(bytes.byteLength / 2);
  for (let i = 0; i < out.length; i++) out[i] = table[source.getUint16(2 * i, true)] ?? 0;
  return new Float32Array(out.buffer);
}

/**
 * Rounds to nearest, ties to even; from 65520 on it gives infinity.
 *
 * @returns little-endian halves.
 */
export function encodeFloat16(values: Float32Array): Uint8Array<ArrayBuffer> {
  const source = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint8Array(2 * values.length);
  const target = new DataView(out.buffer);
  for (let i = 0; i < source.length; i++) target.setUint16(2 * i, narrow(source[i] ?? 0), true);
  return out;
}

/** Bits of a half to bits of the equal float. */
function widen(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return (sign | 0x7f800000 | (mantissa << 13)) >>> 0;
  if (exponent !== 0) return (sign | ((exponent + 112) << 23) | (mantissa << 13)) >>> 0;
  if (mantissa === 0) return sign >>> 0;
  // Subnormal, mantissa · 2⁻²⁴: a normal float whose exponent is that of its topmost bit.
  const top = 31 - Math.clz32(mantissa);
  return (sign | ((top + 103) << 23) | ((mantissa << (23 - top)) & 0x7fffff)) >>> 0;
}

/** Bits of a float to bits of the nearest half. */
function narrow(float: number): number {
  const sign = (float >>> 16) & 0x8000;
  const magnitude = float & 0x7fffffff;
  if (magnitude > 0x7f800000) {
    // A payload that lies wholly in the bits cut off would turn the NaN into an infinity.
    return sign | 0x7c00 | ((magnitude >>> 13) & 0x3ff || 0x200);
  }
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const tiesToEven = 0xfff + ((magnitude >>> 13) & 1);
    return sign | ((magnitude - 0x38000000 + tiesToEven) >>> 13);
  }
  // Up to 2⁻²⁵, half of the smallest subnormal, which ties to even: to zero.
  if (magnitude <= 0x33000000) return sign;
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const shift = 126 - (magnitude >>> 23);
  const half = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  // A carry out of the mantissa makes the smallest normal half, as it should.
  return sign | (half + Number(rest > tie || (rest === tie && (half & 1) === 1)));
}
