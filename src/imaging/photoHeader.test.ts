import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { readPhotoHeader } from './photoHeader';

/** Text stands for its character codes. */
function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? [...part].map((letter) => letter.charCodeAt(0)) : part,
    ),
  );
}

const zeros = (count: number) => new Array<number>(count).fill(0);

describe('readPhotoHeader', () => {
  it("finds a JPEG's size behind EXIF data and tables that look like frames", () => {
    const exif = [0xff, 0xe1, 0x00, 0x08, ...zeros(6)];
    const huffman = [0xff, 0xc4, 0x00, 0x0a, ...zeros(8)];
    const fill = [0xff];
    const frame = [0xff, 0xc2, 0x00, 0x11, 8, 0x0b, 0xb8, 0x0f, 0xa0, 3, ...zeros(9)];
    const head = bytes([0xff, 0xd8], exif, huffman, fill, frame);
    expect(readPhotoHeader(head)).toEqual({
      format: 'JPEG',
      size: { width: 4000, height: 3000 },
      mayBeTransparent: false,
    });
  });

  it('says that it did not find the size of a JPEG cut off before the frame', () => {
    const head = bytes([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xf0], zeros(20));
    expect(readPhotoHeader(head)).toEqual({ format: 'JPEG', size: null, mayBeTransparent: false });
  });

  it.each([
    [3, false],
    [4, true],
  ])('reads a PNG of %i channels', (channels, mayBeTransparent) => {
    const data = new Uint8Array(7 * 5 * channels);
    const head = new Uint8Array(encode({ width: 7, height: 5, channels, data }));
    expect(readPhotoHeader(head)).toEqual({
      format: 'PNG',
      size: { width: 7, height: 5 },
      mayBeTransparent,
    });
  });

  it('takes a PNG palette with tRNS for transparent', () => {
    const png = encode({
      width: 2,
      height: 1,
      channels: 1,
      data: Uint8Array.from([0, 1]),
      palette: [
        [1, 2, 3, 255],
        [4, 5, 6, 9],
      ],
    });
    expect(readPhotoHeader(new Uint8Array(png))?.mayBeTransparent).toBe(true);
  });

  it('reads the three kinds of WebP', () => {
    const webp = (chunk: string, body: readonly number[]) =>
      readPhotoHeader(bytes('RIFF', zeros(4), 'WEBP', chunk, zeros(4), body, zeros(20)));
    const size = { width: 1000, height: 600 };
    expect(webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, 0xe8, 0x03, 0x58, 0x02])).toEqual({
      format: 'WebP',
      size,
      mayBeTransparent: false,
    });
    // 14 bits of width − 1, 14 bits of height − 1, alpha.
    const lossless = (999 | (599 << 14) | (1 << 28)) >>> 0;
    const littleEndian = [0, 8, 16, 24].map((shift) => (lossless >>> shift) & 255);
    expect(webp('VP8L', [0x2f, ...littleEndian])).toEqual({
      format: 'WebP',
      size,
      mayBeTransparent: true,
    });
    expect(webp('VP8X', [0x10, 0, 0, 0, 0xe7, 0x03, 0, 0x57, 0x02, 0])).toEqual({
      format: 'WebP',
      size,
      mayBeTransparent: true,
    });
    expect(webp('VP8X', [0x2c, 0, 0, 0, 0xe7, 0x03, 0, 0x57, 0x02, 0])?.mayBeTransparent).toBe(
      false,
    );
  });

  it('tells AVIF from HEIC by the brands, in whatever order they stand', () => {
    const withBrands = (...brands: string[]) =>
      readPhotoHeader(bytes([0, 0, 0, 12 + 4 * brands.length], 'ftyp', ...withVersion(brands)))
        ?.format;
    const withVersion = ([major = '', ...others]: string[]) => [major, zeros(4), ...others];
    expect(withBrands('avif', 'mif1')).toBe('AVIF');
    expect(withBrands('mif1', 'miaf', 'avif')).toBe('AVIF');
    expect(withBrands('heic', 'mif1')).toBe('HEIC');
    expect(withBrands('mif1', 'heic')).toBe('HEIC');
    expect(withBrands('isom', 'mp42')).toBeUndefined();
  });

  it('reads GIF, and names BMP and TIFF', () => {
    const gif = bytes('GIF89a', [0x20, 0x03, 0x58, 0x02], zeros(4));
    expect(readPhotoHeader(gif)).toMatchObject({
      format: 'GIF',
      size: { width: 800, height: 600 },
    });
    expect(readPhotoHeader(bytes('BM', zeros(20)))?.format).toBe('BMP');
    expect(readPhotoHeader(bytes('II', [42, 0], zeros(20)))?.format).toBe('TIFF');
    expect(readPhotoHeader(bytes('MM', [0, 42], zeros(20)))?.format).toBe('TIFF');
  });

  it('knows no format in text, nor in a handful of bytes', () => {
    expect(readPhotoHeader(bytes('Dear Sir or Madam, enclosed please find'))).toBeNull();
    expect(readPhotoHeader(bytes([0xff, 0xd8]))).toBeNull();
    expect(readPhotoHeader(new Uint8Array())).toBeNull();
  });
});
