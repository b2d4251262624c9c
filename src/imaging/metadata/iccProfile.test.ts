import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedBytes } from '../joinedBytes';
import { displayP3Profile } from './displayP3Profile';
import { describesSpace, isWiderThanSrgb, readMatrixProfile, spacePrimaries } from './iccProfile';
import { latin1 } from './latin1';

type Primaries = readonly (readonly number[])[];

/** A matrix profile with one curve for all: a `curv` of these numbers. */
function profileOf(primaries: Primaries, curve: readonly number[]): Uint8Array {
  const view = (bytes: number) => new DataView(new ArrayBuffer(bytes));
  const xyz = primaries.map((values) => {
    const tag = view(20);
    values.forEach((value, i) => {
      tag.setInt32(8 + 4 * i, Math.round(value * 65536));
    });
    return joinedBytes([latin1('XYZ '), new Uint8Array(tag.buffer, 4)]);
  });
  const samples = view(12 + 2 * curve.length);
  samples.setUint32(8, curve.length);
  curve.forEach((value, i) => {
    samples.setUint16(12 + 2 * i, value);
  });
  const tone = joinedBytes([latin1('curv'), new Uint8Array(samples.buffer, 4)]);
  const tags = [...xyz, tone];
  const names = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'];
  const table = view(4 + 12 * names.length);
  table.setUint32(0, names.length);
  const start = 128 + table.byteLength;
  names.forEach((name, i) => {
    const index = Math.min(i, 3);
    new Uint8Array(table.buffer).set(latin1(name), 4 + 12 * i);
    table.setUint32(8 + 12 * i, start + 20 * index);
    table.setUint32(12 + 12 * i, tags[index]?.length ?? 0);
  });
  const header = new Uint8Array(128);
  header.set(latin1('RGB XYZ '), 16);
  header.set(latin1('acsp'), 36);
  return joinedBytes([header, new Uint8Array(table.buffer), ...tags]);
}

/** As most sRGB profiles have it: a table. */
const srgbTable = Array.from({ length: 1024 }, (_, i) => {
  const value = i / 1023;
  const light = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return Math.round(light * 65535);
});

/** Adobe RGB (1998), adapted to D50. */
const adobeRgb: Primaries = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];

describe('profiles', () => {
  it('of sRGB are neither wider than sRGB nor taken for Display P3', () => {
    const srgb = profileOf(spacePrimaries.srgb, srgbTable);
    expect(isWiderThanSrgb(srgb)).toBe(false);
    expect(describesSpace(srgb, 'srgb')).toBe(true);
    expect(describesSpace(srgb, 'display-p3')).toBe(false);
  });

  it('of Display P3 are known by what they say: by a table, and our own', () => {
    for (const p3 of [profileOf(spacePrimaries['display-p3'], srgbTable), displayP3Profile()]) {
      expect(isWiderThanSrgb(p3)).toBe(true);
      expect(describesSpace(p3, 'display-p3')).toBe(true);
      expect(describesSpace(p3, 'srgb')).toBe(false);
    }
  });

  it('of Adobe RGB are wider, and describe neither', () => {
    const adobe = profileOf(adobeRgb, [563]); // gamma 2.2 in 8.8 fixed point
    expect(isWiderThanSrgb(adobe)).toBe(true);
    expect(describesSpace(adobe, 'display-p3')).toBe(false);
    expect(readMatrixProfile(adobe)?.curves[0](0.5)).toBeCloseTo(0.5 ** (563 / 256), 6);
  });

  it('of other curves describe other values', () => {
    expect(describesSpace(profileOf(spacePrimaries.srgb, []), 'srgb')).toBe(false);
  });

  it('that are damaged throw nothing', () => {
    const whole = displayP3Profile();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(whole.length),
        (changes, length) => {
          const damaged = whole.slice(0, length);
          for (const [at, value] of changes) if (at < length) damaged[at] = value;
          isWiderThanSrgb(damaged);
          describesSpace(damaged, 'srgb');
        },
      ),
      { numRuns: 500 },
    );
  });
});
