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
  /** CIE x and y of red, green and blue, where the file says them itself. */
  readonly chromaticities: readonly number[] | null;
}

export const noMetadata: PhotoMetadata = {
  exif: null,
  xmp: null,
  icc: null,
  primaries: null,
  chromaticities: null,
};
