import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from './float16';

const allPatterns = Uint16Array.from({ length: 0x10000 }, (_, half) => half);
const allHalves = new Uint8Array(allPatterns.buffer);

/** The standard's definition, in numbers instead of bits. */
function numberOf(half: number): number {
  const sign = half >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(half / 0x400) % 0x20;
  const mantissa = half % 0x400;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 0x400) * 2 ** (exponent - 15);
}

function encodeOne(value: number): number {
  const [low = 0, high = 0] = encodeFloat16(Float32Array.of(value));
  return low + 0x100 * high;
}

describe('decodeFloat16', () => {
  it('gives every pattern the value that the standard defines', () => {
    expect([...decodeFloat16(allHalves)]).toEqual([...allPatterns].map(numberOf));
  });

  it('reads halves at an odd address', () => {
    const shifted = new Uint8Array([0xff, 0x00, 0x3c, 0x00, 0xc0]).subarray(1);
    expect([...decodeFloat16(shifted)]).toEqual([1, -2]);
  });
});

describe('encodeFloat16', () => {
  it('gives all 65536 patterns back, NaN payloads included', () => {
    expect(Buffer.compare(encodeFloat16(decodeFloat16(allHalves)), allHalves)).toBe(0);
  });

  it.each([
    ['the largest half', 65504, 0x7bff],
    ['just under the tie with infinity', 65519.996, 0x7bff],
    ['the tie with infinity', 65520, 0x7c00],
    ['a tie to an even mantissa below', 2049, 0x6800],
    ['a tie to an even mantissa above', 2051, 0x6802],
    ['the smallest subnormal', 2 ** -24, 0x0001],
    ['a tie with zero', 2 ** -25, 0x0000],
    ['just over the tie with zero', 2 ** -25 * (1 + 2 ** -23), 0x0001],
    ['a subnormal tie to even', 1.5 * 2 ** -24, 0x0002],
    ['a subnormal tie to even below', 2.5 * 2 ** -24, 0x0002],
    ['a subnormal that rounds up to normal', (1023.75 / 1024) * 2 ** -14, 0x0400],
    ['a tiny negative', -1e-40, 0x8000],
    ['minus zero', -0, 0x8000],
    ['minus infinity', -Infinity, 0xfc00],
  ])('rounds %s', (_, value, half) => {
    expect(encodeOne(value)).toBe(half);
  });

  it('keeps a NaN a NaN when its payload lies in the bits cut off', () => {
    const nan = new Float32Array(Uint32Array.of(0x7f800001).buffer);
    expect(Number.isNaN(decodeFloat16(encodeFloat16(nan))[0])).toBe(true);
  });

  it('takes the nearest of all halves, the even one of two', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65519, max: 65519 }), (value) => {
        const half = encodeOne(value);
        const distance = Math.abs(numberOf(half) - value);
        for (const neighbour of [half - 1, half + 1]) {
          const other = Math.abs(numberOf(neighbour & 0xffff) - value);
          if (Number.isNaN(other)) continue;
          expect(distance).toBeLessThanOrEqual(other);
          if (distance === other) expect(half % 2).toBe(0);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
