import { readPhotoHeader } from '../photoHeader';
import { isoColour } from './isoColour';
import { jpegMetadata } from './jpegMetadata';
import { pngMetadata } from './pngMetadata';
import { webpMetadata } from './webpMetadata';

/** What a photo's file carries beside its pixels, as raw as it was found. */
export interface PhotoMetadata {
  /** EXIF's TIFF structure, without the prefix that some containers put before it. */
  readonly exif: Uint8Array | null;
  /** The XMP packet, UTF-8. */
  readonly xmp: Uint8Array | null;
  /** The ICC profile. */
  readonly icc: Uint8Array | null;
  /** Colour primaries by their number in ITU-T H.273, where the file names them so. */
  readonly primaries: number | null;
}

export const noMetadata: PhotoMetadata = { exif: null, xmp: null, icc: null, primaries: null };

/**
 * Reads what a JPEG, PNG or WebP file carries; of an AVIF file only how its colours are to be
 * understood. What is damaged or cut off counts as absent.
 *
 * @param file all of it for EXIF and XMP, which some files have at their end; its first
 *   `photoHeaderBytes` do for the colours.
 */
export function readPhotoMetadata(file: Uint8Array<ArrayBuffer>): PhotoMetadata {
  switch (readPhotoHeader(file)?.format) {
    case 'JPEG':
      return jpegMetadata(file);
    case 'PNG':
      return pngMetadata(file);
    case 'WebP':
      return webpMetadata(file);
    case 'AVIF':
    case 'HEIC':
      return { ...noMetadata, ...isoColour(file) };
    default:
      return noMetadata;
  }
}
