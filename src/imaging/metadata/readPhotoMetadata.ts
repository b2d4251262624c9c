import { readPhotoHeader } from '../photoHeader';
import { isoColour } from './isoColour';
import { jpegMetadata } from './jpegMetadata';
import { noMetadata, type PhotoMetadata } from './photoMetadata';
import { pngMetadata } from './pngMetadata';
import { webpMetadata } from './webpMetadata';

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
