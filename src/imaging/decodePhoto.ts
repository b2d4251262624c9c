import { readPixelsByCanvas, readPixelsByWebgl } from './bitmapPixels';
import { DecodeError } from './decodeError';
import { isWiderThanSrgb } from './metadata/iccProfile';
import { readPhotoMetadata } from './metadata/readPhotoMetadata';
import { type PhotoHeader, photoHeaderBytes, readPhotoHeader } from './photoHeader';
import type { ColorSpace, RgbaImage } from './rgbaImage';

/**
 * The most pixels `decodePhoto` takes: 480 MB as RGBA, of which a tab must hold two copies for a
 * moment. Phones' 108-megapixel photos stay below it.
 */
export const maxPhotoPixels = 120e6;

/** The longest side `decodePhoto` takes, in pixels: the widest canvas that every browser has. */
export const maxPhotoSide = 16384;

/**
 * Decodes a photo: JPEG, PNG, WebP, AVIF and whatever else the browser reads. EXIF orientation is
 * applied; a photo whose profile is wider than sRGB comes as Display P3, every other one as sRGB;
 * alpha stays straight, with its colour also where alpha is low or 0 (exact where the browser has
 * WebGL 2, else rounded by a premultiplied canvas). Of an animation the first frame counts.
 *
 * @param space to decode into in place of the photo's own, to be compared with what is in that space.
 * @throws DecodeError when the file is empty, unreadable, damaged, no picture, or larger than
 *   `maxPhotoPixels` or `maxPhotoSide`.
 */
export async function decodePhoto(photo: Blob, space?: ColorSpace): Promise<RgbaImage> {
  return withBitmap(photo, (bitmap, mayBeTransparent, own) =>
    readPixels(bitmap, mayBeTransparent, space ?? own),
  );
}

/** Passed the photo as the browser decoded it; it is closed when `use` has ended. */
export type BitmapUse<Value> = (
  bitmap: ImageBitmap,
  mayBeTransparent: boolean,
  colorSpace: ColorSpace,
) => Value | Promise<Value>;

/**
 * Lets the browser decode a photo and uses it, without reading its pixels.
 *
 * @throws DecodeError as `decodePhoto` does.
 */
export async function withBitmap<Value>(photo: Blob, use: BitmapUse<Value>): Promise<Value> {
  const name = photo instanceof File && photo.name !== '' ? `“${photo.name}”` : 'The file';
  if (photo.size === 0) {
    throw new DecodeError(
      `${name} is empty (0 bytes).`,
      'It may not have been copied or downloaded completely; fetch it again.',
    );
  }
  const head = await readHead(photo, name);
  const header = readPhotoHeader(head);
  if (header !== null && header.size !== null) {
    refuseTooLarge(name, header.size);
  }
  const bitmap = await openBitmap(photo, name, header);
  try {
    refuseTooLarge(name, bitmap);
    return await use(bitmap, header?.mayBeTransparent ?? true, colorSpaceOf(head));
  } catch (error) {
    // What an allocation that fails throws.
    if (error instanceof RangeError) {
      throw new DecodeError(
        `There is not enough memory for this photo of ${bitmap.width} × ${bitmap.height} pixels.`,
        'Close other tabs, or reduce the photo first.',
        { cause: error },
      );
    }
    throw error;
  } finally {
    bitmap.close();
  }
}

async function readHead(photo: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await photo.slice(0, photoHeaderBytes).arrayBuffer());
  } catch (error) {
    throw new DecodeError(
      `${name} can't be read any more: it was moved, changed or deleted after it was chosen.`,
      'Choose the photo again.',
      { cause: error },
    );
  }
}

function refuseTooLarge(name: string, size: { width: number; height: number }): void {
  const { width, height } = size;
  if (width * height > maxPhotoPixels || Math.max(width, height) > maxPhotoSide) {
    const megapixels = ((width * height) / 1e6).toFixed(1);
    throw new DecodeError(
      `${name} is too large: ${width} × ${height} pixels (${megapixels} megapixels).`,
      `At most ${maxPhotoPixels / 1e6} megapixels and ${maxPhotoSide} pixels on a side can be opened; reduce or crop it first.`,
    );
  }
}

async function openBitmap(
  photo: Blob,
  name: string,
  header: PhotoHeader | null,
): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(photo, {
      imageOrientation: 'from-image',
      premultiplyAlpha: 'none',
    });
  } catch (error) {
    throw undecodable(name, header, error);
  }
}

/** The browser only says "could not be decoded": the header tells the person more. */
function undecodable(name: string, header: PhotoHeader | null, cause: unknown): DecodeError {
  if (header === null) {
    return new DecodeError(
      `${name} is not a picture that this browser can read.`,
      'Choose a JPEG, PNG, WebP or AVIF file.',
      { cause },
    );
  }
  if (header.format === 'HEIC' || header.format === 'TIFF') {
    const kind = header.format === 'HEIC' ? 'a HEIC photo' : 'a TIFF or camera raw file';
    return new DecodeError(
      `${name} is ${kind}, which this browser can't read.`,
      'Export it as JPEG or PNG and choose that file.',
      { cause },
    );
  }
  return new DecodeError(
    `${name} is a ${header.format} file, but it is damaged or incomplete.`,
    'Copy or download it again, or open it elsewhere and save it anew.',
    { cause },
  );
}

/** DCI P3, Display P3 and BT.2020 by their numbers in ITU-T H.273. */
const widePrimaries: readonly (number | null)[] = [9, 11, 12];

function colorSpaceOf(head: Uint8Array<ArrayBuffer>): ColorSpace {
  const { icc, primaries } = readPhotoMetadata(head);
  // Where a PNG has both, cICP counts; where an AVIF has both, they say the same.
  const isWide =
    primaries === null ? icc !== null && isWiderThanSrgb(icc) : widePrimaries.includes(primaries);
  return isWide ? 'display-p3' : 'srgb';
}

function readPixels(
  bitmap: ImageBitmap,
  mayBeTransparent: boolean,
  colorSpace: ColorSpace,
): RgbaImage {
  const straight = mayBeTransparent ? readPixelsByWebgl(bitmap, colorSpace) : null;
  return straight ?? readPixelsByCanvas(bitmap, colorSpace);
}
