import type { ColorSpace } from '../rgbaImage';
import { fourLetters } from './latin1';

type Triple = readonly [number, number, number];

/** What a matrix profile (ICC.1:2022, F.3) says, as numbers. */
export interface MatrixProfile {
  /** XYZ of red, green and blue at full, relative to D50. */
  readonly primaries: readonly [Triple, Triple, Triple];
  /** Light, 0–1, of a code value, 0–1; red's, green's and blue's. */
  readonly curves: readonly [Curve, Curve, Curve];
}

type Curve = (value: number) => number;

/** Primaries of the spaces that are told apart here, adapted to D50. */
export const spacePrimaries: Readonly<Record<ColorSpace, MatrixProfile['primaries']>> = {
  srgb: [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ],
  'display-p3': [
    [0.51512, 0.2412, -0.00105],
    [0.29198, 0.69225, 0.04189],
    [0.1571, 0.06657, 0.78407],
  ],
};

/** IEC 61966-2-1: the curve of sRGB, and of Display P3. */
export const srgbCurve = { gamma: 2.4, a: 1 / 1.055, b: 0.055 / 1.055, c: 1 / 12.92, d: 0.04045 };

/** XYZ relative to D50 as linear sRGB (the inverse of sRGB's primaries). */
const xyzToSrgb: readonly Triple[] = [
  [3.13386, -1.61687, -0.49061],
  [-0.97877, 1.91614, 0.03345],
  [0.07195, -0.22899, 1.40524],
];

/** How far rounding and different ways to adapt the white may take primaries and curves. */
const tolerance = { primaries: 0.004, curve: 0.006 };

/**
 * Whether colours of this profile may lie outside of sRGB. Profiles by table, which RGB photos
 * seldom have, count as sRGB's.
 */
export function isWiderThanSrgb(icc: Uint8Array): boolean {
  const profile = readMatrixProfile(icc);
  if (profile === null) return false;
  return profile.primaries.some((xyz) =>
    xyzToSrgb.some((row) => {
      const light = row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2];
      return light < -0.02 || light > 1.02;
    }),
  );
}

/** Whether code values mean the same colours by this profile as in that space. */
export function describesSpace(icc: Uint8Array, space: ColorSpace): boolean {
  const profile = readMatrixProfile(icc);
  if (profile === null) return false;
  const { primaries, curves } = profile;
  const haveSamePrimaries = primaries.every((xyz, i) =>
    xyz.every((value, j) => {
      const expected = spacePrimaries[space][i]?.[j] ?? Number.NaN;
      return Math.abs(value - expected) < tolerance.primaries;
    }),
  );
  const expected = parametric(srgbCurve);
  const haveSameCurve = curves.every((curve) =>
    [0.02, 0.1, 0.25, 0.5, 0.75, 1].every(
      (value) => Math.abs(curve(value) - expected(value)) < tolerance.curve,
    ),
  );
  return haveSamePrimaries && haveSameCurve;
}

/** Null where the profile is damaged, not of RGB, or goes by tables. */
export function readMatrixProfile(icc: Uint8Array): MatrixProfile | null {
  if (icc.length < 132 || fourLetters(icc, 36) !== 'acsp' || fourLetters(icc, 16) !== 'RGB ') {
    return null;
  }
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  const tags = new Map<string, DataView>();
  const count = Math.min(view.getUint32(128), 200);
  for (let at = 132; at < 132 + count * 12 && at + 12 <= icc.length; at += 12) {
    const offset = view.getUint32(at + 4);
    const length = view.getUint32(at + 8);
    if (offset + length > icc.length) return null;
    tags.set(fourLetters(icc, at), new DataView(icc.buffer, icc.byteOffset + offset, length));
  }
  const primaries = ['rXYZ', 'gXYZ', 'bXYZ'].map((tag) => xyzOf(tags.get(tag)));
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((tag) => curveOf(tags.get(tag)));
  const [red, green, blue] = primaries;
  const [ofRed, ofGreen, ofBlue] = curves;
  if (!red || !green || !blue || !ofRed || !ofGreen || !ofBlue) return null;
  return { primaries: [red, green, blue], curves: [ofRed, ofGreen, ofBlue] };
}

/** 10.31: XYZType. */
function xyzOf(tag: DataView | undefined): Triple | null {
  if (tag === undefined || tag.byteLength < 20 || typeOf(tag) !== 'XYZ ') return null;
  return [fixedOf(tag, 8), fixedOf(tag, 12), fixedOf(tag, 16)];
}

/** 10.6: curveType, 10.18: parametricCurveType. */
function curveOf(tag: DataView | undefined): Curve | null {
  if (tag === undefined || tag.byteLength < 12) return null;
  if (typeOf(tag) === 'curv') return sampledCurve(tag);
  if (typeOf(tag) !== 'para') return null;
  const form = tag.getUint16(8);
  const parameters = [1, 3, 4, 5, 7][form];
  if (parameters === undefined || tag.byteLength < 12 + 4 * parameters) return null;
  const [gamma = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length: parameters },
    (_, i) => fixedOf(tag, 12 + 4 * i),
  );
  switch (form) {
    case 0:
      return (value) => value ** gamma;
    case 1:
      return (value) => (value >= -b / a ? (a * value + b) ** gamma : 0);
    case 2:
      return (value) => (value >= -b / a ? (a * value + b) ** gamma + c : c);
    case 3:
      return parametric({ gamma, a, b, c, d });
    default:
      return (value) => (value >= d ? (a * value + b) ** gamma + e : c * value + f);
  }
}

function sampledCurve(tag: DataView): Curve | null {
  const count = tag.getUint32(8);
  if (count > 65536 || tag.byteLength < 12 + 2 * count) return null;
  if (count === 0) return (value) => value;
  if (count === 1) {
    const gamma = tag.getUint16(12) / 256;
    return (value) => value ** gamma;
  }
  return (value) => {
    const place = value * (count - 1);
    const below = Math.min(count - 2, Math.floor(place));
    const [low, high] = [tag.getUint16(12 + 2 * below), tag.getUint16(14 + 2 * below)];
    return (low + (high - low) * (place - below)) / 65535;
  };
}

function parametric({ gamma, a, b, c, d }: typeof srgbCurve): Curve {
  return (value) => (value >= d ? (a * value + b) ** gamma : c * value);
}

function typeOf(tag: DataView): string {
  return fourLetters(new Uint8Array(tag.buffer, tag.byteOffset, tag.byteLength), 0);
}

/** 4.6: s15Fixed16Number. */
function fixedOf(tag: DataView, offset: number): number {
  return tag.getInt32(offset) / 65536;
}
