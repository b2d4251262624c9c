import { joinedBytes } from '../joinedBytes';
import { readPhotoHeader } from '../photoHeader';
import { beginsWith, fourLetters, latin1 } from './latin1';
import { noMetadata, type PhotoMetadata } from './photoMetadata';

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Some writers put JPEG's prefix before the TIFF structure. */
const strayExifPrefix = latin1('Exif\0\0');

/** WebP (RFC 9649), section 2.7: the chunks ICCP, EXIF and "XMP ". */
export function webpMetadata(file: Uint8Array): PhotoMetadata {
  let { exif, xmp, icc } = noMetadata;
  for (const { type, data } of chunks(file)) {
    if (type === 'ICCP') icc ??= data;
    else if (type === 'EXIF') exif ??= withoutPrefix(data);
    else if (type === 'XMP ') xmp ??= data;
  }
  return { ...noMetadata, exif, xmp, icc };
}

/** Writes a still WebP anew with metadata in place of what it has, extended where it must be. */
export function withWebpMetadata(
  file: Uint8Array<ArrayBuffer>,
  { exif, xmp, icc }: PhotoMetadata,
): Uint8Array<ArrayBuffer> {
  const header = readPhotoHeader(file);
  if (header?.format !== 'WebP' || header.size === null) throw new Error('This is not a WebP.');
  const picture = [...chunks(file)].filter(({ type }) => ['ALPH', 'VP8 ', 'VP8L'].includes(type));
  const extended = new Uint8Array(10);
  const flags = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 };
  extended[0] =
    (icc === null ? 0 : flags.icc) |
    (header.mayBeTransparent ? flags.alpha : 0) |
    (exif === null ? 0 : flags.exif) |
    (xmp === null ? 0 : flags.xmp);
  writeUint24(extended, 4, header.size.width - 1);
  writeUint24(extended, 7, header.size.height - 1);
  const isPlain = extended[0] === 0 || picture[0]?.type === 'VP8L';
  const hasNone = exif === null && xmp === null && icc === null;
  const all: Chunk[] = isPlain && hasNone ? [] : [{ type: 'VP8X', data: extended }];
  if (icc !== null) all.push({ type: 'ICCP', data: icc });
  all.push(...picture);
  if (exif !== null) all.push({ type: 'EXIF', data: exif });
  if (xmp !== null) all.push({ type: 'XMP ', data: xmp });
  const content = joinedBytes([latin1('WEBP'), ...all.map(chunkBytes)]);
  return joinedBytes([latin1('RIFF'), uint32(content.length), content]);
}

function* chunks(file: Uint8Array): Generator<Chunk> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let offset = 12;
  while (offset + 8 <= file.length) {
    const length = view.getUint32(offset + 4, true);
    const end = offset + 8 + length;
    if (end > file.length) return;
    yield { type: fourLetters(file, offset), data: file.subarray(offset + 8, end) };
    offset = end + (length % 2);
  }
}

function chunkBytes({ type, data }: Chunk): Uint8Array {
  const padding = new Uint8Array(data.length % 2);
  return joinedBytes([latin1(type), uint32(data.length), data, padding]);
}

function withoutPrefix(exif: Uint8Array): Uint8Array {
  return beginsWith(exif, strayExifPrefix) ? exif.subarray(strayExifPrefix.length) : exif;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function writeUint24(bytes: Uint8Array, offset: number, value: number): void {
  for (let i = 0; i < 3; i++) bytes[offset + i] = (value >>> (8 * i)) & 0xff;
}
