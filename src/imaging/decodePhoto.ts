import { readPixelsByCanvas, readPixelsByWebgl } from './bitmapPixels';
import { DecodeError } from './decodeError';
import { areOutsideSrgb } from './metadata/chromaticities';
import { isWiderThanSrgb } from './metadata/iccProfile';
import type { PhotoMetadata } from './metadata/photoMetadata';
import { readPhotoMetadata } from './metadata/readPhotoMetadata';
import { orientationOf } from './metadata/uprightExif';
import { upright } from './orientation';
import { type PhotoHeader, photoHeaderBytes, readPhotoHeader } from './photoHeader';
import type { ColorSpace, RgbaImage } from './rgbaImage';
import { openUnendedJpeg } from './unendedJpeg';

/**
 * The most pixels `decodePhoto` takes: 480 MB as RGBA, of which a tab must hold two copies for a
 * moment. Phones' 108-megapixel photos stay below it.
 */
export const maxPhotoPixels = 120e6;

/** The longest side `decodePhoto` takes, in pixels: the widest canvas that every browser has. */
export const maxPhotoSide = 16384;

/** Files larger than this, which no photo of `maxPhotoPixels` is, aren't read whole for metadata. */
const mostMetadataBytes = 1e9;

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
  return withBitmap(photo, (bitmap, { mayBeTransparent, colorSpace, orientation }) =>
    upright(readPixels(bitmap, mayBeTransparent, space ?? colorSpace), orientation),
  );
}

/** What has to be known of a bitmap to use it. */
export interface BitmapFacts {
  readonly mayBeTransparent: boolean;
  /** Which the photo's own colours need. */
  readonly colorSpace: ColorSpace;
  /** As in EXIF: what is left to do until the picture is upright. */
  readonly orientation: number;
}

/** Passed the photo as the browser decoded it; it is closed when `use` has ended. */
export type BitmapUse<Value> = (bitmap: ImageBitmap, facts: BitmapFacts) => Value | Promise<Value>;

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
  const head = await readBytes(photo.slice(0, photoHeaderBytes), name);
  const header = readPhotoHeader(head);
  if (header !== null && header.size !== null) {
    refuseTooLarge(name, header.size);
  }
  // EXIF may stand at a file's end, and a profile behind any number of other segments.
  const isWhole = photo.size <= photoHeaderBytes || photo.size > mostMetadataBytes;
  const file = isWhole ? head : await readBytes(photo, name);
  const metadata = readPhotoMetadata(file);
  const orientation = ownOrientation(header, metadata);
  const isTurnedHere = orientation !== 1 && metadata.exif !== null;
  const picture = isTurnedHere ? withoutExif(photo, file, metadata.exif) : photo;
  const bitmap = await openBitmap(picture, name, header);
  try {
    refuseTooLarge(name, bitmap);
    const mayBeTransparent = header?.mayBeTransparent ?? true;
    const facts = { mayBeTransparent, colorSpace: colorSpaceOf(metadata), orientation };
    return await use(bitmap, facts);
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

async function readBytes(part: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await part.arrayBuffer());
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

/**
 * Browsers turn JPEG by its EXIF, and AVIF by what the format itself says. With WebP's EXIF, and
 * PNG's before or behind its pixels, each does as it likes, so that those two are turned here.
 */
function ownOrientation(header: PhotoHeader | null, { exif }: PhotoMetadata): number {
  const isOwn = header?.format === 'WebP' || header?.format === 'PNG';
  return isOwn && exif !== null ? orientationOf(exif) : 1;
}

/**
 * The photo with zeros for its EXIF, which no browser then follows.
 *
 * @param bytes of the photo, or of its beginning, in which `exif` was found.
 */
function withoutExif(photo: Blob, bytes: Uint8Array, exif: Uint8Array): Blob {
  const start = exif.byteOffset - bytes.byteOffset;
  const end = start + exif.length;
  return new Blob([photo.slice(0, start), new Uint8Array(exif.length), photo.slice(end)]);
}

async function openBitmap(
  photo: Blob,
  name: string,
  header: PhotoHeader | null,
): Promise<ImageBitmap> {
  const open = (file: Blob) =>
    createImageBitmap(file, { imageOrientation: 'from-image', premultiplyAlpha: 'none' });
  try {
    return await open(photo);
  } catch (error) {
    const whole = header?.format === 'JPEG' ? await openUnendedJpeg(photo, open) : null;
    if (whole !== null) return whole;
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

/** Where a PNG has several, cICP counts, then the profile; where an AVIF has both, they agree. */
function colorSpaceOf({ icc, primaries, chromaticities }: PhotoMetadata): ColorSpace {
  let isWide = false;
  if (primaries !== null) isWide = widePrimaries.includes(primaries);
  else if (icc !== null) isWide = isWiderThanSrgb(icc);
  else if (chromaticities !== null) isWide = areOutsideSrgb(chromaticities);
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
