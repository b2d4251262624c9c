interface Size {
  readonly width: number;
  readonly height: number;
}

/** Tags of TIFF 6.0 and EXIF 2.32. */
const tags = {
  imageWidth: 0x0100,
  imageHeight: 0x0101,
  orientation: 0x0112,
  exifDirectory: 0x8769,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
  thumbnailOffset: 0x0201,
  thumbnailLength: 0x0202,
} as const;

const types = { short: 3, long: 4 } as const;
const entryBytes = 12;

/**
 * EXIF for a picture that is upright and restored: orientation 1, the result's size, and no
 * thumbnail, which would show what was. All else stays byte by byte where it was, since makers'
 * notes are known to hold absolute offsets.
 *
 * @param exif the TIFF structure.
 * @returns null where it is none.
 */
export function uprightExif(exif: Uint8Array, { width, height }: Size): Uint8Array | null {
  const bytes = exif.slice();
  const tiff = openTiff(bytes);
  if (tiff === null) return null;
  const main = tiff.directory(tiff.first);
  if (main === null) return null;
  main.write(tags.orientation, 1);
  main.write(tags.imageWidth, width);
  main.write(tags.imageHeight, height);
  const photo = tiff.directory(main.read(tags.exifDirectory) ?? 0);
  photo?.write(tags.pixelWidth, width);
  photo?.write(tags.pixelHeight, height);
  const thumbnail = tiff.directory(main.next());
  if (thumbnail !== null) {
    const start = thumbnail.read(tags.thumbnailOffset) ?? 0;
    const length = thumbnail.read(tags.thumbnailLength) ?? 0;
    // Not where a broken file points back at its header or its first directory.
    if (start >= main.end) bytes.fill(0, start, start + length);
    main.endChain();
  }
  return bytes;
}

/** How the picture is stored (EXIF 2.32, 4.6.5): 1 upright … 8; 1 where nothing valid is said. */
export function orientationOf(exif: Uint8Array): number {
  const tiff = openTiff(exif);
  const value = tiff?.directory(tiff.first)?.read(tags.orientation) ?? 1;
  return value >= 1 && value <= 8 ? value : 1;
}

/** TIFF 6.0, section 2: a header that names the byte order and the first directory. */
function openTiff(bytes: Uint8Array) {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  const isLittle = order === 0x4949;
  if ((!isLittle && order !== 0x4d4d) || view.getUint16(2, isLittle) !== 42) return null;
  return {
    first: view.getUint32(4, isLittle),
    /** Null where there is none, or not all of it. */
    directory: (offset: number) => openDirectory(view, isLittle, offset),
  };
}

function openDirectory(view: DataView, isLittle: boolean, offset: number) {
  if (offset < 8 || offset + 2 > view.byteLength) return null;
  const count = view.getUint16(offset, isLittle);
  const nextAt = offset + 2 + count * entryBytes;
  if (nextAt + 4 > view.byteLength) return null;

  const entryOf = (tag: number) => {
    for (let at = offset + 2; at < nextAt; at += entryBytes) {
      if (view.getUint16(at, isLittle) === tag && view.getUint32(at + 4, isLittle) === 1) {
        return { type: view.getUint16(at + 2, isLittle), at: at + 8 };
      }
    }
    return null;
  };

  return {
    end: nextAt + 4,
    next: () => view.getUint32(nextAt, isLittle),
    endChain: () => view.setUint32(nextAt, 0, isLittle),
    /** A single number that stands in its entry. */
    read(tag: number): number | null {
      const entry = entryOf(tag);
      if (entry?.type === types.short) return view.getUint16(entry.at, isLittle);
      return entry?.type === types.long ? view.getUint32(entry.at, isLittle) : null;
    },
    /** Without effect where the entry is not there. */
    write(tag: number, value: number): void {
      const entry = entryOf(tag);
      if (entry?.type === types.short) view.setUint16(entry.at, value, isLittle);
      if (entry?.type === types.long) view.setUint32(entry.at, value, isLittle);
    },
  };
}
