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
  metadataKept: 'EXIF and XMP as they were, turned upright.',
  metadataStripped: 'No EXIF, no XMP: no place, no camera, no date.',
  metadataNotInAvif: 'AVIF is saved without EXIF and XMP.',
  size: 'File size',
  encoding: 'Encoding…',
  flattened: 'JPEG has no transparency: see-through parts become white.',
  leftOut: (kinds: string) => `Left out, since the format has no room for it: ${kinds}.`,
} as const;
