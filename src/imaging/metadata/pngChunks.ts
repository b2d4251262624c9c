/** PNG (W3C Recommendation, 3rd edition), clause 5.3: a chunk without its length and checksum. */
export interface PngChunk {
  /** Four letters. */
  readonly type: string;
  readonly data: Uint8Array;
}

const signatureBytes = 8;

/** Length, type and checksum. */
const frameBytes = 12;

/** The chunks of a file or of its beginning: ends at IEND, or where a chunk is cut off. */
export function* pngChunks(file: Uint8Array): Generator<PngChunk> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let offset = signatureBytes;
  while (offset + frameBytes <= file.length) {
    const length = view.getUint32(offset);
    const end = offset + 8 + length;
    if (end > file.length) return;
    const type = String.fromCharCode(...file.subarray(offset + 4, offset + 8));
    if (type === 'IEND') return;
    yield { type, data: file.subarray(offset + 8, end) };
    offset = end + 4;
  }
}

/** A chunk as it stands in the file. */
export function pngChunkBytes({ type, data }: PngChunk): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(frameBytes + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Annex D of the recommendation. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
