import type { RgbaImage } from '../../imaging/rgbaImage';

/** A picture as the browser draws it, turned as its EXIF orientation says. */
export function previewOf(source: Blob | RgbaImage): Promise<ImageBitmap> {
  if (source instanceof Blob) return createImageBitmap(source, { imageOrientation: 'from-image' });
  const { data, width, height, colorSpace = 'srgb' } = source;
  return createImageBitmap(new ImageData(data, width, height, { colorSpace }));
}

/** Addresses that the page shows pictures in memory by; each holds its picture until it is freed. */
export interface PictureAddresses {
  make(picture: Blob): string;
  free(address: string): void;
}

export const browserAddresses: PictureAddresses = {
  make: (picture) => URL.createObjectURL(picture),
  free: (address) => URL.revokeObjectURL(address),
};
