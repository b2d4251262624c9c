import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../encodePng';
import { joinedBytes } from '../joinedBytes';
import { pixelPicture } from '../pixelPicture';
import { displayP3Profile } from './displayP3Profile';
import { fitsJpeg, withJpegMetadata } from './jpegMetadata';
import { latin1 } from './latin1';
import { noMetadata, type PhotoMetadata } from './photoMetadata';
import { pngMetadataChunks } from './pngMetadata';
import { readPhotoMetadata } from './readPhotoMetadata';
import { testExif, testXmp } from './testExif';
import { withWebpMetadata } from './webpMetadata';

/** JFIF, a quantization table too short to decode, a scan of two bytes. */
const jpeg = Uint8Array.of(
  ...[0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
  ...[0xff, 0xdb, 0, 4, 1, 2, 0xff, 0xda, 0, 4, 7, 7, 0xab, 0xcd, 0xff, 0xd9],
);

/** A lossless chunk that says 5 × 3 pixels with alpha. */
const webp = (() => {
  const bits = 4 | (2 << 14) | (1 << 28);
  const lossless = [
    0x2f,
    bits & 255,
    (bits >> 8) & 255,
    (bits >> 16) & 255,
    bits >>> 24,
    0,
    0,
    0,
    0,
  ];
  const chunk = [...latin1('VP8L'), 9, 0, 0, 0, ...lossless, 0];
  return Uint8Array.of(...latin1('RIFF'), 4 + chunk.length, 0, 0, 0, ...latin1('WEBP'), ...chunk);
})();

const picture = pixelPicture(5, 3, (x, y) => [x, y, 9, 200]);

/** Puts metadata into a file of each format. */
const writers: Readonly<Record<string, (metadata: PhotoMetadata) => Uint8Array<ArrayBuffer>>> = {
  JPEG: (metadata) => withJpegMetadata(jpeg, metadata),
  PNG: (metadata) => encodePng(picture, pngMetadataChunks(metadata)),
  WebP: (metadata) => withWebpMetadata(webp, metadata),
};

const block = fc.uint8Array({ minLength: 1, maxLength: 400 });
/** A TIFF structure never begins as JPEG's prefix does. */
const exifBlock = block.map((bytes) => joinedBytes([latin1('II*\0'), bytes]));
const someMetadata = fc.record({
  exif: fc.option(exifBlock),
  xmp: fc.option(block),
  icc: fc.option(block),
  primaries: fc.constant(null),
  chromaticities: fc.constant(null),
});

describe.each(Object.entries(writers))('metadata of a %s', (_, write) => {
  it('is read as it was written, whatever it is', () => {
    fc.assert(
      fc.property(someMetadata, (metadata) => {
        const read = readPhotoMetadata(write(metadata));
        for (const kind of ['exif', 'xmp', 'icc'] as const) {
          expect(read[kind] && [...read[kind]]).toEqual(metadata[kind] && [...metadata[kind]]);
        }
      }),
    );
  });

  it('of a cut or damaged file counts as absent: nothing is thrown', () => {
    const whole = write({
      exif: testExif(true).bytes,
      xmp: testXmp,
      icc: displayP3Profile(),
      primaries: null,
      chromaticities: null,
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(whole.length),
        (changes, length) => {
          const damaged = whole.slice(0, length);
          for (const [at, value] of changes) if (at < length) damaged[at] = value;
          readPhotoMetadata(damaged);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a JPEG', () => {
  it('has a large profile in numbered parts, and gets the new one in place of the old', () => {
    const large = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7) % 251);
    const first = withJpegMetadata(jpeg, { ...noMetadata, icc: large });
    expect(readPhotoMetadata(first).icc).toEqual(large);
    const second = withJpegMetadata(first, { ...noMetadata, icc: Uint8Array.of(1, 2, 3) });
    expect(readPhotoMetadata(second).icc).toEqual(Uint8Array.of(1, 2, 3));
    expect(withJpegMetadata(second, noMetadata)).toEqual(jpeg);
  });

  it('without one of the parts of its profile has none', () => {
    const whole = withJpegMetadata(jpeg, { ...noMetadata, icc: new Uint8Array(200_000) });
    const part = 4 + 0xffff - 2;
    const cut = joinedBytes([whole.subarray(0, 20), whole.subarray(20 + part)]);
    expect(readPhotoMetadata(cut).icc).toBeNull();
  });

  it('has no room for EXIF beyond one segment', () => {
    const exif = new Uint8Array(0xffff - 2 - 6);
    expect(fitsJpeg({ ...noMetadata, exif })).toEqual({ exif: true, xmp: true });
    const larger = new Uint8Array(exif.length + 1);
    expect(fitsJpeg({ ...noMetadata, exif: larger })).toEqual({ exif: false, xmp: true });
  });
});

describe('a PNG', () => {
  it('may hold compressed XMP', () => {
    const header = joinedBytes([latin1('XML:com.adobe.xmp\0'), Uint8Array.of(1, 0, 0, 0)]);
    const data = joinedBytes([header, zlibSync(testXmp)]);
    expect(readPhotoMetadata(encodePng(picture, [{ type: 'iTXt', data }])).xmp).toEqual(testXmp);
  });

  it('cannot fill the memory with a profile that inflates without end', () => {
    const bomb = zlibSync(new Uint8Array(40e6));
    expect(bomb.length).toBeLessThan(50_000);
    const data = joinedBytes([latin1('x\0'), Uint8Array.of(0), bomb]);
    expect(readPhotoMetadata(encodePng(picture, [{ type: 'iCCP', data }])).icc).toBeNull();
  });

  it('names its primaries in cICP', () => {
    const png = encodePng(picture, [{ type: 'cICP', data: Uint8Array.of(12, 13, 0, 1) }]);
    expect(readPhotoMetadata(png).primaries).toBe(12);
  });
});
