import ExifReader from 'exifreader';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedBytes } from '../joinedBytes';
import { latin1 } from './latin1';
import { testExif } from './testExif';
import { orientationOf, uprightExif } from './uprightExif';

const size = { width: 3000, height: 4000 };

/** Every field by name, as a reader that is not ours finds them in a JPEG. */
function fieldsOf(exif: Uint8Array): Record<string, unknown> {
  const payload = joinedBytes([latin1('Exif\0\0'), exif]);
  const length = payload.length + 2;
  const jpeg = joinedBytes([
    Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 0xff),
    payload,
    Uint8Array.of(0xff, 0xd9),
  ]);
  const tags = ExifReader.load(jpeg.buffer);
  return Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, tag?.value]));
}

describe('uprightExif', () => {
  it.each([true, false])(
    'changes what turning changes, and no more (little endian: %s)',
    (isLittle) => {
      const { bytes, thumbnail } = testExif(isLittle);
      const before = fieldsOf(bytes);
      expect(before).toMatchObject({ Orientation: 6, Model: ['F-7'], PixelXDimension: 4000 });
      expect(before).toHaveProperty('Thumbnail');

      const upright = uprightExif(bytes, size) ?? new Uint8Array();
      const { Thumbnail, ...kept } = before;
      const after = fieldsOf(upright);
      expect(after).toEqual({
        ...kept,
        Orientation: 1,
        PixelXDimension: 3000,
        PixelYDimension: 4000,
      });
      const { start, length } = thumbnail;
      expect(upright.subarray(start, start + length).every((byte) => byte === 0)).toBe(true);
      expect(upright).toHaveLength(bytes.length);
    },
  );

  it('leaves what it was given as it is', () => {
    const { bytes } = testExif(true);
    const copy = bytes.slice();
    uprightExif(bytes, size);
    expect(bytes).toEqual(copy);
  });

  it('takes any bytes without a throw, and gives none for what is no TIFF', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const result = uprightExif(bytes, size);
        expect(result === null || result.length === bytes.length).toBe(true);
      }),
    );
    expect(uprightExif(latin1('no TIFF structure at all'), size)).toBeNull();
  });

  it('takes a damaged block without a throw', () => {
    const { bytes } = testExif(false);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(bytes.length),
        (changes, length) => {
          const damaged = bytes.slice(0, length);
          for (const [at, value] of changes) if (at < length) damaged[at] = value;
          const result = uprightExif(damaged, size);
          expect(result === null || result.length === length).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('orientationOf', () => {
  it('reads it in either byte order, and takes what is not valid for upright', () => {
    expect(orientationOf(testExif(true).bytes)).toBe(6);
    expect(orientationOf(testExif(false).bytes)).toBe(6);
    expect(orientationOf(uprightExif(testExif(true).bytes, size) ?? new Uint8Array())).toBe(1);
    expect(orientationOf(latin1('no TIFF structure at all'))).toBe(1);
  });
});
