/** An 8-bit picture: `data` is row-major RGBA with straight (not premultiplied) alpha. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** Left out for sRGB, whose tone curve Display P3 shares: only the primaries are wider. */
  readonly colorSpace?: 'display-p3';
}

export type ColorSpace = 'srgb' | 'display-p3';

/** A rectangle in pixels, of the image that its context names. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
