import type { PictureFormat } from '../../imaging/pictureFormats';

/** Saving: format, quality and what goes along. */
export const output = {
  title: 'Save as',
  options: 'Format and quality…',
  format: 'Format',
  formatName: {
    png: 'PNG',
    jpeg: 'JPEG',
    webp: 'WebP',
    avif: 'AVIF',
  } satisfies Record<PictureFormat, string>,
  lossless: 'Every pixel exactly as restored.',
  quality: 'Quality',
  keepMetadata: 'Keep the photo’s metadata',
  metadataKept: 'Keeps EXIF and XMP; the picture is saved upright.',
  metadataStripped: 'Without EXIF and XMP: no location, camera or date.',
  metadataNotInAvif: 'AVIF is saved without EXIF and XMP.',
  size: 'File size',
  encoding: 'Encoding…',
  flattened: 'JPEG has no transparency: transparent parts become white.',
  leftOut: (kinds: string) => `Not saved, because this format can’t hold it: ${kinds}.`,
} as const;
