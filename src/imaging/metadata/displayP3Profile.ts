import { joinedBytes } from '../joinedBytes';
import { spacePrimaries, srgbCurve } from './iccProfile';
import { latin1 } from './latin1';

const headerBytes = 128;
const d50 = [0.9642, 1, 0.8249] as const;

/** From D65 to D50 by Bradford, as ICC.1:2022, annex E, has it. */
const adaptation = [
  1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168,
];

/** An ICC profile of version 4.4 for Display P3: P3's primaries, D65, sRGB's curve. */
export function displayP3Profile(): Uint8Array<ArrayBuffer> {
  const [red, green, blue] = spacePrimaries['display-p3'];
  const { gamma, a, b, c, d } = srgbCurve;
  const curve = typed('para', Uint8Array.of(0, 3, 0, 0), fixed([gamma, a, b, c, d]));
  const tags: readonly (readonly [string, Uint8Array])[] = [
    ['desc', text('Display P3')],
    ['cprt', text('CC0')],
    ['wtpt', typed('XYZ ', fixed(d50))],
    ['chad', typed('sf32', fixed(adaptation))],
    ['rXYZ', typed('XYZ ', fixed(red))],
    ['gXYZ', typed('XYZ ', fixed(green))],
    ['bXYZ', typed('XYZ ', fixed(blue))],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const table = new DataView(new ArrayBuffer(4 + 12 * tags.length));
  table.setUint32(0, tags.length);
  const places = new Map<Uint8Array, number>();
  let end = headerBytes + table.byteLength;
  tags.forEach(([name, tag], i) => {
    // Tags may share their data (7.3.1).
    const place = places.get(tag) ?? end;
    if (place === end) end += tag.length;
    places.set(tag, place);
    new Uint8Array(table.buffer).set(latin1(name), 4 + 12 * i);
    table.setUint32(8 + 12 * i, place);
    table.setUint32(12 + 12 * i, tag.length);
  });
  return joinedBytes([header(end), new Uint8Array(table.buffer), ...places.keys()]);
}

/** 7.2. */
function header(size: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size);
  view.setUint32(8, 0x04400000);
  bytes.set(latin1('mntrRGB XYZ '), 12);
  [2026, 1, 1].forEach((part, i) => {
    view.setUint16(24 + 2 * i, part);
  });
  bytes.set(latin1('acsp'), 36);
  bytes.set(fixed(d50), 68);
  return bytes;
}

/** 10.15: one record of multiLocalizedUnicodeType, en-US. */
function text(content: string): Uint8Array {
  const record = new DataView(new ArrayBuffer(20 + 2 * content.length));
  record.setUint32(0, 1);
  record.setUint32(4, 12);
  new Uint8Array(record.buffer).set(latin1('enUS'), 8);
  record.setUint32(12, 2 * content.length);
  record.setUint32(16, 28);
  [...content].forEach((letter, i) => {
    record.setUint16(20 + 2 * i, letter.charCodeAt(0));
  });
  return typed('mluc', new Uint8Array(record.buffer));
}

/** Type, four zeros, content, filled up to a multiple of four (7.3.1). */
function typed(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = joinedBytes([latin1(type), new Uint8Array(4), ...content]);
  return joinedBytes([bytes, new Uint8Array(-bytes.length & 3)]);
}

/** s15Fixed16Number. */
function fixed(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setInt32(4 * i, Math.round(value * 65536));
  });
  return new Uint8Array(view.buffer);
}
