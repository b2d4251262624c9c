import { joinedBytes } from '../joinedBytes';
import { beginsWith, latin1 } from './latin1';
import { noMetadata, type PhotoMetadata } from './photoMetadata';

const exifPrefix = latin1('Exif\0\0');
const xmpPrefix = latin1('http://ns.adobe.com/xap/1.0/\0');
const iccPrefix = latin1('ICC_PROFILE\0');
const app0 = 0xe0;
const app1 = 0xe1;
const app2 = 0xe2;

/** A segment's length counts its own two bytes. */
const mostPayloadBytes = 0xffff - 2;

interface Segment {
  readonly marker: number;
  readonly payload: Uint8Array;
  /** Where the segment ends in the file. */
  readonly end: number;
}

/** EXIF (2.32, 4.7.2) and XMP (part 3, 1.1.3) in APP1, the profile (ICC.1, B.4) in APP2. */
export function jpegMetadata(file: Uint8Array): PhotoMetadata {
  let { exif, xmp } = noMetadata;
  const iccParts: Uint8Array[] = [];
  for (const { marker, payload } of jpegSegments(file)) {
    if (marker === app1 && beginsWith(payload, exifPrefix)) {
      exif ??= payload.subarray(exifPrefix.length);
    } else if (marker === app1 && beginsWith(payload, xmpPrefix)) {
      xmp ??= payload.subarray(xmpPrefix.length);
    } else if (marker === app2 && beginsWith(payload, iccPrefix)) {
      iccParts.push(payload.subarray(iccPrefix.length));
    }
  }
  return { ...noMetadata, exif, xmp, icc: joinedProfile(iccParts) };
}

/** Which metadata a JPEG has no room for: EXIF and XMP must fit one segment each. */
export function fitsJpeg({ exif, xmp }: PhotoMetadata) {
  return {
    exif: exif === null || exif.length + exifPrefix.length <= mostPayloadBytes,
    xmp: xmp === null || xmp.length + xmpPrefix.length <= mostPayloadBytes,
  };
}

/** Puts metadata that fits behind a JPEG's JFIF segment, in place of what it has of the kind. */
export function withJpegMetadata(
  file: Uint8Array,
  metadata: PhotoMetadata,
): Uint8Array<ArrayBuffer> {
  const { exif, xmp, icc } = metadata;
  const first: Uint8Array[] = [file.subarray(0, 2)];
  const kept: Uint8Array[] = [];
  let offset = 2;
  for (const { marker, payload, end } of jpegSegments(file)) {
    const bytes = file.subarray(offset, end);
    offset = end;
    if (marker === app0) first.push(bytes);
    else if (!isMetadata(marker, payload)) kept.push(bytes);
  }
  const added: Uint8Array[] = [];
  if (exif !== null) added.push(segment(app1, exifPrefix, exif));
  if (xmp !== null) added.push(segment(app1, xmpPrefix, xmp));
  if (icc !== null) added.push(...profileSegments(icc));
  return joinedBytes([...first, ...added, ...kept, file.subarray(offset)]);
}

function isMetadata(marker: number, payload: Uint8Array): boolean {
  if (marker === app2) return beginsWith(payload, iccPrefix);
  return marker === app1 && (beginsWith(payload, exifPrefix) || beginsWith(payload, xmpPrefix));
}

/** The marker segments before the scan (ITU-T T.81, B.1); ends where one is cut off. */
export function* jpegSegments(file: Uint8Array): Generator<Segment> {
  let offset = 2;
  while (offset + 4 <= file.length && file[offset] === 0xff) {
    const marker = file[offset + 1] as number;
    if (marker === 0xff) {
      offset += 1; // a fill byte before the marker
      continue;
    }
    const end = offset + 2 + ((file[offset + 2] as number) << 8) + (file[offset + 3] as number);
    if (marker === 0xda || end > file.length || end < offset + 4) return;
    yield { marker, payload: file.subarray(offset + 4, end), end };
    offset = end;
  }
}

function segment(marker: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 2);
  return joinedBytes([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), ...parts]);
}

/** Parts are numbered from 1, each says how many there are; null where one is missing. */
function joinedProfile(parts: readonly Uint8Array[]): Uint8Array | null {
  const [first] = parts;
  if (first === undefined || first.length < 2 || first[1] !== parts.length) return null;
  const inOrder = [...parts].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  if (inOrder.some((part, i) => part[0] !== i + 1)) return null;
  return joinedBytes(inOrder.map((part) => part.subarray(2)));
}

function profileSegments(icc: Uint8Array): Uint8Array[] {
  const room = mostPayloadBytes - iccPrefix.length - 2;
  const count = Math.ceil(icc.length / room);
  return Array.from({ length: count }, (_, i) =>
    segment(app2, iccPrefix, Uint8Array.of(i + 1, count), icc.subarray(i * room, (i + 1) * room)),
  );
}
