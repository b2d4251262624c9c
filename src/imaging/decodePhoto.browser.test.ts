import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderDeadLeaves } from './deadLeavesScene';
import { DecodeError } from './decodeError';
import { decodePhoto, maxPhotoSide } from './decodePhoto';
import { encodePng } from './encodePng';
import { noMetadata } from './metadata/photoMetadata';
import { type PngChunk, pngChunkBytes } from './metadata/pngChunks';
import { withWebpMetadata } from './metadata/webpMetadata';
import { glanceAt, middleOf } from './photoGlance';
import { pixelPicture } from './pixelPicture';
import type { RgbaImage } from './rgbaImage';

/** Every alpha in every column, under strong and uneven colours. */
const seeThrough = pixelPicture(256, 40, (x, y) => [255 - x, (y * 6 + x) % 256, (y * 91) % 256, x]);

/** Red, green over blue, yellow: quarters of 40 × 24 pixels. */
const quarters = pixelPicture(40, 24, (x, y) => {
  const top = y < 12;
  const [red, green] = top ? [x < 20, x >= 20] : [x >= 20, x >= 20];
  const blue = !top && x < 20;
  return [red ? 255 : 0, green ? 255 : 0, blue ? 255 : 0, 255];
});

async function encodeByCanvas(picture: RgbaImage, type: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d');
  context?.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  const blob = await canvas.convertToBlob({ type, quality: 1 });
  expect(blob.type).toBe(type);
  return blob;
}

function worstDifference(a: RgbaImage, b: RgbaImage): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  let worst = 0;
  a.data.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - (b.data[i] as number)));
  });
  return worst;
}

/** The colour of the quarters' middles: top left, top right, bottom left, bottom right. */
function quarterColours({ width, height, data }: RgbaImage): string[] {
  return [0.25, 0.75].flatMap((v) =>
    [0.25, 0.75].map((u) => {
      const at = (Math.floor(v * height) * width + Math.floor(u * width)) * 4;
      const [red, green, blue] = [...data.slice(at, at + 3)].map((value) => value > 128);
      if (red) return green ? 'yellow' : 'red';
      return green ? 'green' : blue ? 'blue' : 'black';
    }),
  );
}

/** Puts an EXIF segment that holds nothing but the orientation behind a JPEG's first marker. */
async function withOrientation(jpeg: Blob, orientation: number): Promise<Blob> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1];
  const value = [0, orientation, 0, 0, 0, 0, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, ...value];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  return new Blob([bytes.slice(0, 2), Uint8Array.from(segment), bytes.slice(2)]);
}

async function failure(photo: Blob): Promise<DecodeError> {
  const outcome = await decodePhoto(photo).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(DecodeError);
  return outcome as DecodeError;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('decoding into another space than the photo’s own', () => {
  // sRGB's red in Display P3's primaries, by their matrices (CSS Color 4).
  const redInP3 = [234, 51, 35];

  it.each([255, 254])('gives sRGB’s red as P3 has it, alpha %d', async (alpha) => {
    const red = pixelPicture(4, 4, () => [255, 0, 0, alpha]);
    const { data, colorSpace } = await decodePhoto(new Blob([encodePng(red)]), 'display-p3');
    expect(colorSpace).toBe('display-p3');
    for (const [channel, expected] of redInP3.entries()) {
      expect(Math.abs((data[channel] ?? 0) - expected)).toBeLessThanOrEqual(2);
    }
    expect(data[3]).toBe(alpha);
  });
});

describe('decodePhoto', () => {
  it('brings a PNG back bit by bit: every alpha, colour under alpha 0 and 1 included', async () => {
    expect(await decodePhoto(new Blob([encodePng(seeThrough)]))).toEqual(seeThrough);
  });

  it('brings an opaque PNG back bit by bit', async () => {
    const leaves = renderDeadLeaves({ width: 300, height: 200, seed: 1 });
    expect(await decodePhoto(new Blob([encodePng(leaves)]))).toEqual(leaves);
  });

  it('decodes JPEG', async () => {
    const decoded = await decodePhoto(await encodeByCanvas(quarters, 'image/jpeg'));
    expect([decoded.width, decoded.height]).toEqual([40, 24]);
    expect(quarterColours(decoded)).toEqual(['red', 'green', 'blue', 'yellow']);
  });

  it('decodes WebP, with its alpha', async () => {
    const picture = pixelPicture(40, 24, (x) => [200, 100, 50, x < 20 ? 255 : 128]);
    const decoded = await decodePhoto(await encodeByCanvas(picture, 'image/webp'));
    expect(worstDifference(decoded, picture)).toBeLessThan(6);
  });

  it('decodes AVIF', async () => {
    const decoded = await decodePhoto(new Blob([Uint8Array.from(atob(smallAvif), codeOf)]));
    expect([decoded.width, decoded.height]).toEqual([2, 2]);
    expect(decoded.data[3]).toBe(255);
  });

  it.each([
    [1, 40, ['red', 'green', 'blue', 'yellow']],
    [3, 40, ['yellow', 'blue', 'green', 'red']],
    [6, 24, ['blue', 'red', 'yellow', 'green']],
    [8, 24, ['green', 'yellow', 'red', 'blue']],
    [2, 40, ['green', 'red', 'yellow', 'blue']],
  ])('turns a JPEG of EXIF orientation %i upright', async (orientation, width, colours) => {
    const jpeg = await encodeByCanvas(quarters, 'image/jpeg');
    const decoded = await decodePhoto(await withOrientation(jpeg, orientation));
    expect([decoded.width, decoded.height]).toEqual([width, 64 - width]);
    expect(quarterColours(decoded)).toEqual(colours);
  });

  it('converts colours to sRGB, transparent or not', async () => {
    // A gamma of 1 says that 128 is half of the light, which sRGB writes as 188.
    for (const alpha of [255, 254]) {
      const linear = withGamma(encodePng(pixelPicture(8, 8, () => [128, 128, 128, alpha])), 1);
      const decoded = await decodePhoto(new Blob([linear]));
      expect(Math.abs((decoded.data[0] as number) - 188)).toBeLessThan(3);
      expect(decoded.data[3]).toBe(alpha);
    }
  });

  it('accepts a transparent PNG of 16 megapixels', { tags: 'thorough' }, async () => {
    const large = pixelPicture(4900, 3300, (x, y) => [x & 255, y & 255, (x + y) >> 5, 128]);
    const decoded = await decodePhoto(new Blob([encodePng(large)]));
    expect([decoded.width, decoded.height]).toEqual([4900, 3300]);
    expect(decoded.data.every((value, i) => value === large.data[i])).toBe(true);
  });

  it('accepts a JPEG of 16 megapixels', { tags: 'thorough' }, async () => {
    const canvas = new OffscreenCanvas(4900, 3300);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.fillStyle = '#00f';
    context.fillRect(0, 0, 4900, 3300);
    context.fillStyle = '#f00';
    context.fillRect(4800, 3200, 100, 100);
    const decoded = await decodePhoto(await canvas.convertToBlob({ type: 'image/jpeg' }));
    expect([decoded.width, decoded.height]).toEqual([4900, 3300]);
    expect([...decoded.data.slice(0, 4)].map((value) => value > 128)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect([...decoded.data.slice(-4)].map((value) => value > 128)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('accepts a panorama that is wider than a texture', async () => {
    const wide = pixelPicture(maxPhotoSide, 3, (x, y) => [x & 255, x >> 8, y, 200]);
    expect(worstDifference(await decodePhoto(new Blob([encodePng(wide)])), wide)).toBe(0);
  });

  it('decodes without WebGL too, as exactly as premultiplied colours allow', async () => {
    // The first context asked for is WebGL's.
    vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValueOnce(null);
    const picture = pixelPicture(40, 24, (x, y) => [200, x, y, x < 20 ? 255 : 128]);
    const decoded = await decodePhoto(new Blob([encodePng(picture)]));
    expect(worstDifference(decoded, picture)).toBeLessThan(3);
  });

  it('works in a dedicated worker', async () => {
    const worker = new Worker(new URL('./decodePhoto.testWorker.ts', import.meta.url), {
      type: 'module',
    });
    const answer = await new Promise<{ decoded?: RgbaImage; chart?: RgbaImage; failure?: string }>(
      (resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(new Blob([encodePng(seeThrough)]));
      },
    );
    worker.terminate();
    expect(answer.failure).toBeUndefined();
    expect(answer.decoded).toEqual(seeThrough);
    expect(answer.chart?.data.length).toBe(120 * 80 * 4);
  });
});

/** An EXIF block that says the orientation alone. */
function orientationExif(orientation: number): Uint8Array<ArrayBuffer> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1];
  return Uint8Array.from([...tiff, 0, orientation, 0, 0, 0, 0, 0, 0]);
}

/** A PNG with a chunk behind its pixels, where browsers don't look for EXIF, or before them. */
function pngWith(picture: RgbaImage, chunk: PngChunk, isLate: boolean): Blob {
  const png = encodePng(picture, []);
  const at = isLate ? png.length - 12 : 33;
  return new Blob([png.slice(0, at), pngChunkBytes(chunk), png.slice(at)]);
}

describe('EXIF orientation', () => {
  const turned = {
    1: 'red green blue yellow',
    6: 'blue red yellow green',
    3: 'yellow blue green red',
  };
  const orientations = Object.entries(turned).map(([key, value]) => [Number(key), value] as const);

  it.each(orientations)(
    '%i is followed in WebP, whose size says so too',
    async (value, colours) => {
      const webp = new Uint8Array(
        await (await encodeByCanvas(quarters, 'image/webp')).arrayBuffer(),
      );
      const exif = orientationExif(value);
      const photo = new Blob([withWebpMetadata(webp, { ...noMetadata, exif })]);
      const image = await decodePhoto(photo);
      expect([image.width, image.height]).toEqual(value > 4 ? [24, 40] : [40, 24]);
      expect(quarterColours(image).join(' ')).toBe(colours);
      const { width, height } = await glanceAt(photo, 40);
      expect([width, height]).toEqual([image.width, image.height]);
      const glance = await glanceAt(photo, 40);
      expect(quarterColours(await decodePhoto(glance.thumbnail)).join(' ')).toBe(colours);
      expect(quarterColours(await middleOf(photo, 100)).join(' ')).toBe(colours);
    },
  );

  it.each(orientations)('%i is followed in PNG, wherever it stands', async (value, colours) => {
    for (const isLate of [false, true]) {
      const chunk = { type: 'eXIf', data: orientationExif(value) };
      const image = await decodePhoto(pngWith(quarters, chunk, isLate));
      expect(quarterColours(image).join(' ')).toBe(colours);
    }
  });
});

describe('a PNG that says its primaries alone', () => {
  it('is decoded as Display P3 where they are wider than sRGB', async () => {
    const chromaticities = (values: readonly number[]) => {
      const data = new Uint8Array(32);
      const view = new DataView(data.buffer);
      for (const [i, value] of [0.3127, 0.329, ...values].entries()) {
        view.setUint32(4 * i, Math.round(value * 1e5));
      }
      return { type: 'cHRM', data };
    };
    const adobe = chromaticities([0.64, 0.33, 0.21, 0.71, 0.15, 0.06]);
    const wide = await decodePhoto(pngWith(quarters, adobe, false));
    expect(wide.colorSpace).toBe('display-p3');
    const said = encodePng(quarters, [{ type: 'sRGB', data: Uint8Array.of(0) }, adobe]);
    expect((await decodePhoto(new Blob([said]))).colorSpace).toBeUndefined();
    const srgb = chromaticities([0.64, 0.33, 0.3, 0.6, 0.15, 0.06]);
    expect((await decodePhoto(pngWith(quarters, srgb, false))).colorSpace).toBeUndefined();
  });
});

describe('a JPEG without its end marker', () => {
  const scene = renderDeadLeaves({ width: 200, height: 120, seed: 3 });

  it.each([1, 2])('is opened where only %i bytes of that marker are missing', async (missing) => {
    const jpeg = await encodeByCanvas(scene, 'image/jpeg');
    const image = await decodePhoto(jpeg.slice(0, jpeg.size - missing));
    expect(worstDifference(image, await decodePhoto(jpeg))).toBe(0);
  });

  it.each([3, 40, 2000])('is refused where %i bytes are missing', async (missing) => {
    const jpeg = await encodeByCanvas(scene, 'image/jpeg');
    const error = await failure(jpeg.slice(0, jpeg.size - 2 - missing));
    expect(error.message).toContain('damaged or incomplete');
  });
});

describe("decodePhoto's refusals", () => {
  it('names an empty file', async () => {
    const error = await failure(new File([], 'beach.jpg', { type: 'image/jpeg' }));
    expect(error.message).toBe('“beach.jpg” is empty (0 bytes).');
    expect((await failure(new Blob([]))).message).toBe('The file is empty (0 bytes).');
  });

  it('says that a text is no picture, whatever its name', async () => {
    const error = await failure(
      new File(['Dear Sir or Madam, please find the photo enclosed.'], 'beach.jpg', {
        type: 'image/jpeg',
      }),
    );
    expect(error.message).toBe('“beach.jpg” is not a picture that this browser can read.');
    expect(error.advice).toContain('JPEG, PNG, WebP or AVIF');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('says that a PNG is damaged', async () => {
    const png = encodePng(seeThrough);
    png.fill(0, 60, 200);
    expect((await failure(new File([png], 'logo.png'))).message).toBe(
      '“logo.png” is a PNG file, but it is damaged or incomplete.',
    );
  });

  it('says that a file was moved after it was chosen', async () => {
    const gone = new File(['something'], 'beach.jpg');
    vi.spyOn(gone, 'slice').mockReturnValue({
      arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')),
    } as unknown as Blob);
    const error = await failure(gone);
    expect(error.message).toContain("“beach.jpg” can't be read any more");
    expect(error.advice).toBe('Choose the photo again.');
  });

  it('says when there is not enough memory', async () => {
    const photo = await encodeByCanvas(quarters, 'image/jpeg');
    vi.stubGlobal(
      'OffscreenCanvas',
      class {
        constructor() {
          throw new RangeError('Array buffer allocation failed');
        }
      },
    );
    expect((await failure(photo)).message).toBe(
      'There is not enough memory for this photo of 40 × 24 pixels.',
    );
  });

  it('advises to export HEIC', async () => {
    const error = await failure(
      new File(['\0\0\0\u0018ftypheic\0\0\0\0mif1heic', new Uint8Array(200)], 'IMG_1.HEIC'),
    );
    expect(error.message).toBe("“IMG_1.HEIC” is a HEIC photo, which this browser can't read.");
    expect(error.advice).toBe('Export it as JPEG or PNG and choose that file.');
  });

  it('refuses by the header what is too large, before decoding it', async () => {
    const png = encodePng(seeThrough);
    new DataView(png.buffer, png.byteOffset).setUint32(16, 20000);
    const error = await failure(new File([png], 'map.png'));
    expect(error.message).toBe('“map.png” is too large: 20000 × 40 pixels (0.8 megapixels).');
    expect(error.advice).toContain('120 megapixels and 16384 pixels on a side');
  });

  it('refuses by the bitmap what is too large where the header does not tell', async () => {
    const bmp = await failure(new Blob([wideBmp(maxPhotoSide + 1)]));
    expect(bmp.message).toContain('is too large: 16385 × 1 pixels');
  });
});

const codeOf = (letter: string) => letter.charCodeAt(0);

/** Two by two pixels. */
const smallAvif =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=';

/** Puts a gAMA chunk (PNG clause 11.3.2.2) behind IHDR; `gamma` is that of the file's samples. */
function withGamma(png: Uint8Array<ArrayBuffer>, gamma: number): Uint8Array<ArrayBuffer> {
  const chunk = new DataView(new ArrayBuffer(16));
  chunk.setUint32(0, 4);
  [...'gAMA'].forEach((letter, i) => {
    chunk.setUint8(4 + i, codeOf(letter));
  });
  chunk.setUint32(8, Math.round(gamma * 100_000));
  chunk.setUint32(12, crc32(new Uint8Array(chunk.buffer, 4, 8)));
  const result = new Uint8Array(png.length + 16);
  result.set(png.subarray(0, 33));
  result.set(new Uint8Array(chunk.buffer), 33);
  result.set(png.subarray(33), 49);
  return result;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A bitmap file one pixel high, 24 bits a pixel, all black. */
function wideBmp(width: number): Uint8Array<ArrayBuffer> {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const view = new DataView(new ArrayBuffer(54 + rowBytes));
  view.setUint16(0, 0x424d);
  view.setUint32(2, view.byteLength, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, 1, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  view.setUint32(34, rowBytes, true);
  return new Uint8Array(view.buffer);
}
