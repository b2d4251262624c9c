import { Unzlib, zlibSync } from 'fflate';
import { joinedBytes } from '../joinedBytes';
import { beginsWith, latin1 } from './latin1';
import { noMetadata, type PhotoMetadata } from './photoMetadata';
import { type PngChunk, pngChunks } from './pngChunks';

const xmpKeyword = latin1('XML:com.adobe.xmp\0');

/** More would be an attack on memory rather than a profile. */
const mostInflatedBytes = 16 * 2 ** 20;

/** PNG (W3C Recommendation, 3rd edition): iCCP, cICP, cHRM, eXIf and, for XMP, iTXt (11.3). */
export function pngMetadata(file: Uint8Array): PhotoMetadata {
  let { exif, xmp, icc, primaries, chromaticities } = noMetadata;
  let isSrgb = false;
  for (const { type, data } of pngChunks(file)) {
    if (type === 'sRGB') isSrgb = true;
    else if (type === 'eXIf') exif ??= data;
    else if (type === 'iCCP') icc ??= profileOf(data);
    else if (type === 'cICP') primaries ??= data[0] ?? null;
    else if (type === 'cHRM') chromaticities ??= chromaticitiesOf(data);
    else if (type === 'iTXt' && beginsWith(data, xmpKeyword)) xmp ??= textOf(data);
  }
  // 11.3.2.5: sRGB overrides the primaries that stand beside it.
  return { exif, xmp, icc, primaries, chromaticities: isSrgb ? null : chromaticities };
}

/** 11.3.2.1: the white point, then red, green and blue, in hundred thousandths. */
function chromaticitiesOf(data: Uint8Array): readonly number[] | null {
  if (data.length !== 32) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: 6 }, (_, i) => view.getUint32(8 + 4 * i) / 1e5);
}

/** Chunks for `encodePng`. */
export function pngMetadataChunks({ exif, xmp, icc }: PhotoMetadata): PngChunk[] {
  const chunks: PngChunk[] = [];
  if (icc !== null) {
    const data = joinedBytes([latin1('ICC profile\0'), Uint8Array.of(0), zlibSync(icc)]);
    chunks.push({ type: 'iCCP', data });
  }
  if (exif !== null) chunks.push({ type: 'eXIf', data: exif });
  if (xmp !== null) {
    // Not compressed, no language, no translated keyword.
    chunks.push({ type: 'iTXt', data: joinedBytes([xmpKeyword, new Uint8Array(4), xmp]) });
  }
  return chunks;
}

/** Name, zero, method 0, compressed profile. */
function profileOf(data: Uint8Array): Uint8Array | null {
  const nameEnd = data.indexOf(0);
  return nameEnd < 0 || data[nameEnd + 1] !== 0 ? null : inflated(data.subarray(nameEnd + 2));
}

/** Keyword, zero, whether compressed, method 0, language, zero, translated keyword, zero, text. */
function textOf(data: Uint8Array): Uint8Array | null {
  const isCompressed = data[xmpKeyword.length] === 1;
  const languageEnd = data.indexOf(0, xmpKeyword.length + 2);
  const keywordEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1);
  if (keywordEnd < 0) return null;
  const text = data.subarray(keywordEnd + 1);
  return isCompressed ? inflated(text) : text;
}

/** Null where the bytes are no zlib stream, or one of too much. */
function inflated(compressed: Uint8Array): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isComplete = false;
  const inflate = new Unzlib((part, isLast) => {
    length += part.length;
    if (length > mostInflatedBytes) throw new RangeError('Too large.');
    parts.push(part);
    isComplete = isLast;
  });
  try {
    const step = 2 ** 14;
    for (let at = 0; at < compressed.length; at += step) {
      inflate.push(compressed.slice(at, at + step), at + step >= compressed.length);
    }
  } catch {
    return null;
  }
  return isComplete ? joinedBytes(parts) : null;
}
