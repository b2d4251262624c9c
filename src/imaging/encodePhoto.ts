import { encodeByCanvas } from './encodeByCanvas';
import { encodePng } from './encodePng';
import { carriedMetadata } from './metadata/carriedMetadata';
import { fitsJpeg, withJpegMetadata } from './metadata/jpegMetadata';
import { noMetadata, type PhotoMetadata } from './metadata/photoMetadata';
import { pngMetadataChunks } from './metadata/pngMetadata';
import { readPhotoMetadata } from './metadata/readPhotoMetadata';
import { withWebpMetadata } from './metadata/webpMetadata';
import { isOpaque } from './opacity';
import type { PictureFormat } from './pictureFormats';
import type { RgbaImage } from './rgbaImage';

export interface Encoding {
  readonly format: PictureFormat;
  /** 1 … 100; PNG, which loses nothing, ignores it. */
  readonly quality: number;
}

export interface EncodedPhoto {
  readonly blob: Blob;
  /** The picture lets something through and the format can't: it was laid on white. */
  readonly isFlattened: boolean;
  /** What the source carries and the file can't. */
  readonly leftOut: readonly ('EXIF' | 'XMP')[];
}

/**
 * Encodes a picture with its colour space, as a JPEG on white where it is see-through.
 *
 * @param source the file whose EXIF, XMP and profile go along: upright, with the new size, without
 *   its thumbnail. Null takes none; a Display P3 picture has a profile all the same, or its colours
 *   would be wrong.
 * @throws EncodeError when the browser has no encoder for the format.
 */
export async function encodePhoto(
  image: RgbaImage,
  { format, quality }: Encoding,
  source: Blob | null,
): Promise<EncodedPhoto> {
  const found =
    source === null ? noMetadata : readPhotoMetadata(new Uint8Array(await source.arrayBuffer()));
  const metadata = carriedMetadata(found, image);
  const type = `image/${format}`;
  const whole = { isFlattened: false, leftOut: [] };
  switch (format) {
    case 'png':
      return {
        ...whole,
        blob: new Blob([encodePng(image, pngMetadataChunks(metadata))], { type }),
      };
    case 'jpeg': {
      const fits = fitsJpeg(metadata);
      const fitting: PhotoMetadata = {
        ...metadata,
        exif: fits.exif ? metadata.exif : null,
        xmp: fits.xmp ? metadata.xmp : null,
      };
      const encoded = await encodeByCanvas(image, type, quality);
      return {
        blob: new Blob([withJpegMetadata(encoded, fitting)], { type }),
        isFlattened: !isOpaque(image),
        leftOut: [...(fits.exif ? [] : ['EXIF' as const]), ...(fits.xmp ? [] : ['XMP' as const])],
      };
    }
    case 'webp': {
      const encoded = await encodeByCanvas(image, type, quality);
      return { ...whole, blob: new Blob([withWebpMetadata(encoded, metadata)], { type }) };
    }
    case 'avif': {
      const { encodeAvif } = await import('./encodeAvif');
      const leftOut = [
        ...(metadata.exif === null ? [] : ['EXIF' as const]),
        ...(metadata.xmp === null ? [] : ['XMP' as const]),
      ];
      return { ...whole, leftOut, blob: new Blob([await encodeAvif(image, quality)], { type }) };
    }
  }
}
