import type { Page } from '@playwright/test';
import type { ColorSpace, RgbaImage } from '../src/imaging/rgbaImage';
import { downloaded, type SavedFile } from './downloads';
import type { TestFile } from './playground';

/** Presses a button that saves, in the part of the screen that is named, and takes what comes. */
export async function savedBy(
  page: Page,
  button: string | RegExp,
  part = '.save-panel',
): Promise<SavedFile> {
  const pressed = page.locator(part).getByRole('button', { name: button });
  return await downloaded(page, () => pressed.click());
}

/** Decodes with the browser's own colour management, on an empty page: none of the app's code. */
export async function decodedBy(
  page: Page,
  bytes: Buffer,
  colorSpace: ColorSpace = 'srgb',
): Promise<RgbaImage> {
  const { width, height, data } = await page.evaluate(
    async ({ base64, colorSpace }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]), { premultiplyAlpha: 'none' });
      const { width, height } = bitmap;
      const context = new OffscreenCanvas(width, height).getContext('2d', { colorSpace });
      context?.drawImage(bitmap, 0, 0);
      const data = context?.getImageData(0, 0, width, height, { colorSpace }).data ?? [];
      return { width, height, data: [...data] };
    },
    { base64: bytes.toString('base64'), colorSpace },
  );
  return { width, height, data: Uint8ClampedArray.from(data) };
}

/** Node has no JPEG encoder here; the page's canvas has. */
export async function jpegOf(page: Page, name: string, picture: RgbaImage): Promise<TestFile> {
  const base64 = await page.evaluate(
    async ({ width, height, data, colorSpace }) => {
      const canvas = new OffscreenCanvas(width, height);
      const pixels = new ImageData(Uint8ClampedArray.from(data), width, height, { colorSpace });
      canvas.getContext('2d', { colorSpace })?.putImageData(pixels, 0, 0);
      const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
      const bytes = new Uint8Array(await jpeg.arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    {
      width: picture.width,
      height: picture.height,
      data: [...picture.data],
      colorSpace: (picture.colorSpace ?? 'srgb') satisfies ColorSpace as ColorSpace,
    },
  );
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}
