/** What the first bytes of a picture file tell, before anything is decoded. */
export interface PhotoHeader {
  readonly format: 'JPEG' | 'PNG' | 'WebP' | 'AVIF' | 'GIF' | 'BMP' | 'HEIC' | 'TIFF';
  /** In pixels, before EXIF orientation; null where this module doesn't find it. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** False only when every pixel is certain to be opaque. */
  readonly mayBeTransparent: boolean;
}

/** As many bytes from a file's start as `readPhotoHeader` needs to get past EXIF and ICC data. */
export const photoHeaderBytes = 512 * 1024;

/**
 * Reads a picture file's header.
 *
 * @param head the file's first bytes, `photoHeaderBytes` of them where the file is that long.
 * @returns null when the bytes begin no format known here.
 */
export function readPhotoHeader(head: Uint8Array<ArrayBuffer>): PhotoHeader | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.byteLength < 12) {
    return null;
  }
  if (view.getUint16(0) === 0xffd8) {
    return { format: 'JPEG', size: jpegSize(view), mayBeTransparent: false };
  }
  if (view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) {
    return pngHeader(view);
  }
  if (ascii(view, 0, 4) === 'RIFF' && ascii(view, 8, 4) === 'WEBP') {
    return webpHeader(view);
  }
  if (ascii(view, 4, 4) === 'ftyp') {
    return isoMediaHeader(view);
  }
  if (ascii(view, 0, 4) === 'GIF8') {
    const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    return { format: 'GIF', size, mayBeTransparent: true };
  }
  if (ascii(view, 0, 2) === 'BM') {
    return { format: 'BMP', size: null, mayBeTransparent: true };
  }
  if (view.getUint32(0) === 0x49492a00 || view.getUint32(0) === 0x4d4d002a) {
    return { format: 'TIFF', size: null, mayBeTransparent: true };
  }
  return null;
}

function ascii(view: DataView, offset: number, length: number): string {
  let text = '';
  for (let i = offset; i < Math.min(offset + length, view.byteLength); i++) {
    text += String.fromCharCode(view.getUint8(i));
  }
  return text;
}

/** Walks the marker segments to the frame header (ITU-T T.81, B.1 and B.2.2). */
function jpegSize(view: DataView): PhotoHeader['size'] {
  let offset = 2;
  while (offset + 9 <= view.byteLength && view.getUint8(offset) === 0xff) {
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset += 1; // a fill byte before the marker
      continue;
    }
    // C4, C8 and CC are tables and an extension; the other C0 … CF begin a frame.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) };
    }
    offset += 2 + view.getUint16(offset + 2);
  }
  return null;
}

/** PNG (W3C Recommendation, 3rd edition), clauses 11.2.1 IHDR and 11.3.1.1 tRNS. */
function pngHeader(view: DataView): PhotoHeader {
  if (view.byteLength < 33) {
    return { format: 'PNG', size: null, mayBeTransparent: true };
  }
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  const hasAlphaChannel = (view.getUint8(25) & 4) !== 0;
  return { format: 'PNG', size, mayBeTransparent: hasAlphaChannel || mayHoldTrns(view) };
}

/** tRNS, the transparency of a PNG without an alpha channel, comes before the first IDAT. */
function mayHoldTrns(view: DataView): boolean {
  let offset = 8;
  while (offset + 8 <= view.byteLength) {
    const type = ascii(view, offset + 4, 4);
    if (type === 'tRNS' || type === 'IDAT') {
      return type === 'tRNS';
    }
    offset += 12 + view.getUint32(offset);
  }
  return true;
}

/** WebP (RFC 9649), sections 2.5 to 2.7 and 3.4. */
function webpHeader(view: DataView): PhotoHeader {
  const format = 'WebP';
  if (view.byteLength < 30) {
    return { format, size: null, mayBeTransparent: true };
  }
  const chunk = ascii(view, 12, 4);
  if (chunk === 'VP8 ') {
    const size = {
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
    };
    return { format, size, mayBeTransparent: false };
  }
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    const size = { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    return { format, size, mayBeTransparent: (bits & (1 << 28)) !== 0 };
  }
  if (chunk === 'VP8X') {
    const uint24 = (offset: number) =>
      view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
    const size = { width: uint24(24) + 1, height: uint24(27) + 1 };
    return { format, size, mayBeTransparent: (view.getUint8(20) & 0x10) !== 0 };
  }
  return { format, size: null, mayBeTransparent: true };
}

/** The brands of ISO/IEC 14496-12's `ftyp` box tell AVIF from HEIC (ISO/IEC 23008-12, annex B). */
function isoMediaHeader(view: DataView): PhotoHeader | null {
  const brands = new Set<string>([ascii(view, 8, 4)]);
  const end = Math.min(view.getUint32(0), view.byteLength);
  for (let offset = 16; offset + 4 <= end; offset += 4) {
    brands.add(ascii(view, offset, 4));
  }
  if (brands.has('avif') || brands.has('avis')) {
    return { format: 'AVIF', size: null, mayBeTransparent: true };
  }
  const heic = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
  return heic.some((brand) => brands.has(brand))
    ? { format: 'HEIC', size: null, mayBeTransparent: true }
    : null;
}
