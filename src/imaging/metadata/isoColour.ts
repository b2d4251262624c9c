import { fourLetters } from './latin1';
import type { PhotoMetadata } from './photoMetadata';

interface Box {
  readonly type: string;
  readonly content: Uint8Array;
}

/** How an AVIF or HEIC file's colours are to be understood: the first `colr` of its items. */
export function isoColour(file: Uint8Array): Pick<PhotoMetadata, 'icc' | 'primaries'> {
  let found: Pick<PhotoMetadata, 'icc' | 'primaries'> = { icc: null, primaries: null };
  for (const content of colourBoxes(file)) {
    const kind = fourLetters(content, 0);
    if (kind === 'prof' || kind === 'rICC') found = { ...found, icc: content.subarray(4) };
    if (kind === 'nclx' && content.length >= 11) {
      found = { ...found, primaries: ((content[4] as number) << 8) | (content[5] as number) };
    }
  }
  return found;
}

/**
 * Names the primaries and the transfer curve of an AVIF in place, by their numbers in ITU-T H.273;
 * the file's box comes before what its AV1 stream says (MIAF, ISO/IEC 23000-22, 7.3.6.4).
 *
 * @throws Error where the file has no such box.
 */
export function nameIsoColour(file: Uint8Array, primaries: number, transfer: number): void {
  const box = colourBoxes(file).find(
    (content) => fourLetters(content, 0) === 'nclx' && content.length >= 11,
  );
  if (box === undefined) throw new Error('The AVIF does not say how its colours are coded.');
  box.set([primaries >> 8, primaries & 0xff, transfer >> 8, transfer & 0xff], 4);
}

/** The path to the properties of items (ISO/IEC 23008-12, 9.3). */
function colourBoxes(file: Uint8Array): Uint8Array[] {
  const meta = boxes(file).find(({ type }) => type === 'meta');
  // `meta` is a full box: four bytes of version and flags come first.
  const properties = meta && boxes(meta.content.subarray(4)).find(({ type }) => type === 'iprp');
  const container = properties && boxes(properties.content).find(({ type }) => type === 'ipco');
  return boxes(container?.content ?? new Uint8Array())
    .filter(({ type }) => type === 'colr')
    .map(({ content }) => content);
}

/** Boxes that lie side by side (ISO/IEC 14496-12, 4.2); ends where one is cut off. */
function boxes(bytes: Uint8Array): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Box[] = [];
  let offset = 0;
  while (offset + 8 <= bytes.length) {
    const size = view.getUint32(offset);
    const end = size === 0 ? bytes.length : offset + size;
    if (size === 1 || end < offset + 8 || end > bytes.length) return found;
    const content = bytes.subarray(offset + 8, end);
    found.push({ type: fourLetters(bytes, offset + 4), content });
    offset = end;
  }
  return found;
}
