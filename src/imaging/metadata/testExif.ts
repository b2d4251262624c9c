import { joinedBytes } from '../joinedBytes';
import { latin1 } from './latin1';

/** For tests only: an EXIF block as a camera writes it, in either byte order. */
export interface TestExif {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the thumbnail's bytes lie. */
  readonly thumbnail: { readonly start: number; readonly length: number };
}

interface Entry {
  readonly tag: number;
  readonly value: string | number;
}

const asciiType = 2;
const shortType = 3;
const longType = 4;
const thumbnailBytes = Uint8Array.of(0xff, 0xd8, 1, 2, 3, 4, 0xff, 0xd9);

/** Orientation 6, 4000 × 3000, a camera, a date, and a thumbnail. */
export function testExif(isLittle: boolean): TestExif {
  const camera: Entry[] = [
    { tag: 0x010f, value: 'Fjord Optics' },
    { tag: 0x0110, value: 'F-7' },
    { tag: 0x0112, value: 6 },
    { tag: 0x0132, value: '2026:02:03 10:11:12' },
    { tag: 0x8298, value: 'A. Photographer' },
  ];
  const photo: Entry[] = [
    { tag: 0x9003, value: '2026:02:03 10:11:12' },
    { tag: 0xa002, value: 4000 },
    { tag: 0xa003, value: 3000 },
    { tag: 0xa433, value: 'Fjord Optics' },
  ];
  const mainSize = directorySize([...camera, { tag: 0x8769, value: 0 }]);
  const photoAt = 8 + mainSize;
  const thumbnailAt = photoAt + directorySize(photo);
  const main = [...camera, { tag: 0x8769, value: photoAt }].sort((a, b) => a.tag - b.tag);
  const pointers = (start: number): Entry[] => [
    { tag: 0x0201, value: start },
    { tag: 0x0202, value: thumbnailBytes.length },
  ];
  const start = thumbnailAt + directorySize(pointers(0));
  const header = new DataView(new ArrayBuffer(8));
  header.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  header.setUint16(2, 42, isLittle);
  header.setUint32(4, 8, isLittle);
  const bytes = joinedBytes([
    new Uint8Array(header.buffer),
    directory(main, 8, thumbnailAt, isLittle),
    directory(photo, photoAt, 0, isLittle),
    directory(pointers(start), thumbnailAt, 0, isLittle),
    thumbnailBytes,
  ]);
  return { bytes, thumbnail: { start, length: thumbnailBytes.length } };
}

function directorySize(entries: readonly Entry[]): number {
  return entries.reduce((sum, { value }) => sum + 12 + outside(value), 6);
}

/** Bytes of a value that does not fit its entry. */
function outside(value: string | number): number {
  return typeof value === 'string' && value.length + 1 > 4 ? value.length + 1 : 0;
}

function directory(
  entries: readonly Entry[],
  at: number,
  next: number,
  isLittle: boolean,
): Uint8Array {
  const bytes = new Uint8Array(directorySize(entries));
  const view = new DataView(bytes.buffer);
  let free = 6 + 12 * entries.length;
  view.setUint16(0, entries.length, isLittle);
  entries.forEach(({ tag, value }, i) => {
    const entry = 2 + 12 * i;
    view.setUint16(entry, tag, isLittle);
    if (typeof value === 'number') {
      // Browsers turn by an orientation of this type only.
      const isShort = tag === 0x0112;
      view.setUint16(entry + 2, isShort ? shortType : longType, isLittle);
      view.setUint32(entry + 4, 1, isLittle);
      if (isShort) view.setUint16(entry + 8, value, isLittle);
      else view.setUint32(entry + 8, value, isLittle);
      return;
    }
    view.setUint16(entry + 2, asciiType, isLittle);
    view.setUint32(entry + 4, value.length + 1, isLittle);
    const size = outside(value);
    bytes.set(latin1(value), size === 0 ? entry + 8 : free);
    if (size > 0) view.setUint32(entry + 8, at + free, isLittle);
    free += size;
  });
  view.setUint32(2 + 12 * entries.length, next, isLittle);
  return bytes;
}

export const testXmp = latin1(
  '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" tiff:Orientation="6" xmp:Rating="4"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>',
);
