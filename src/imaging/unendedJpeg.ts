/** EOI (ITU-T T.81, B.1.1.3), which ends a JPEG. */
const endMarker = Uint8Array.of(0xff, 0xd9);

/** Makes data of a last byte that would begin a marker (B.1.1.5). */
const zero = Uint8Array.of(0);

/** Entropy-coded data of no meaning; no byte of it begins a marker. */
const stuffing = new Uint8Array(4096).map((_, i) => (i * 89 + 37) % 251);

/**
 * Opens a JPEG that lacks its end marker but has all its pixels, as some cameras and an `<img>` do.
 * Whether it has all is found by trying: data put behind a scan that is complete changes nothing.
 *
 * @returns null where pixels are missing, or it is damaged otherwise.
 */
export async function openUnendedJpeg(
  photo: Blob,
  open: (file: Blob) => Promise<ImageBitmap>,
): Promise<ImageBitmap | null> {
  const bitmaps: ImageBitmap[] = [];
  try {
    const [last] = new Uint8Array(await photo.slice(-1).arrayBuffer());
    const stuffed = last === 0xff ? [photo, zero, stuffing] : [photo, stuffing];
    const ended = await open(new Blob([photo, endMarker]));
    bitmaps.push(ended);
    bitmaps.push(await open(new Blob([...stuffed, endMarker])));
    if (!areAlike(bitmaps)) return null;
    bitmaps.shift();
    return ended;
  } catch {
    return null;
  } finally {
    for (const bitmap of bitmaps) bitmap.close();
  }
}

/** Compared strip by strip, so that no copy of a large photo exists as a whole. */
function areAlike(bitmaps: readonly ImageBitmap[]): boolean {
  const [first] = bitmaps;
  if (first === undefined) return false;
  const { width, height } = first;
  const stripHeight = Math.max(1, Math.floor(2 ** 20 / width));
  const canvas = new OffscreenCanvas(width, stripHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return false;
  for (let y = 0; y < height; y += stripHeight) {
    const [a, b] = bitmaps.map((bitmap) => {
      context.clearRect(0, 0, width, stripHeight);
      context.drawImage(bitmap, 0, -y);
      const { buffer } = context.getImageData(0, 0, width, stripHeight).data;
      return new Uint32Array(buffer);
    });
    if (a?.some((pixel, i) => pixel !== b?.[i])) return false;
  }
  return true;
}
