import type { Page } from '@playwright/test';
import { pixelPicture } from '../src/imaging/pixelPicture';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { alphaOf, cleanScene, equalPixels, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('soft alpha comes out as it went in', async ({ playground }) => {
  const scene = await withNoise(cleanScene(64, 48));
  const cutOut = pixelPicture(64, 48, (x, y) => {
    const [red = 0, green = 0, blue = 0] = scene.data.subarray((y * 64 + x) * 4);
    return [red, green, blue, Math.max(0, Math.min(255, x * 6 - y))];
  });
  expect(new Set(alphaOf(cutOut)).size).toBeGreaterThan(200);
  await playground.open('whatever works');

  await playground.restorePhoto(pngFile('cut-out.png', cutOut));
  const { image } = await playground.savePng();

  expect([image.width, image.height]).toEqual([64, 48]);
  expect(alphaOf(image)).toEqual(alphaOf(cutOut));
  expect(equalPixels(image, cutOut)).toBeLessThan(0.1);
});

test('a photo taken with the camera turned comes out upright', async ({ page, playground }) => {
  await playground.open('whatever works');
  const jpeg = await jpegOf(page, quarters);

  await playground.restorePhoto({
    name: 'turned.jpg',
    mimeType: 'image/jpeg',
    buffer: withOrientation(jpeg, 6),
  });
  const { image } = await playground.savePng();

  await expect(playground.fact('turned.jpg')).toHaveText('32 × 48');
  expect([image.width, image.height]).toEqual([32, 48]);
  expect(quarterColours(image)).toEqual(['blue', 'red', 'yellow', 'green']);
});

/** Red, green over blue, yellow. */
const quarters = pixelPicture(48, 32, (x, y) => {
  if (y < 16) return x < 24 ? [255, 0, 0, 255] : [0, 255, 0, 255];
  return x < 24 ? [0, 0, 255, 255] : [255, 255, 0, 255];
});

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

/** Node has no JPEG encoder here; the page's canvas has. */
async function jpegOf(page: Page, { width, height, data }: RgbaImage): Promise<Buffer> {
  const bytes = await page.evaluate(
    async ({ width, height, data }) => {
      const canvas = new OffscreenCanvas(width, height);
      const pixels = new ImageData(Uint8ClampedArray.from(data), width, height);
      canvas.getContext('2d')?.putImageData(pixels, 0, 0);
      const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
      return [...new Uint8Array(await jpeg.arrayBuffer())];
    },
    { width, height, data: [...data] },
  );
  return Buffer.from(bytes);
}

/** Puts an EXIF segment that holds nothing but the orientation behind a JPEG's first marker. */
function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1];
  const value = [0, orientation, 0, 0, 0, 0, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, ...value];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from(segment), jpeg.subarray(2)]);
}
