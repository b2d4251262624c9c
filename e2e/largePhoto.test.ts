import type { Page } from '@playwright/test';
import { cleanScene, equalPixels } from './pictures';
import { pngFile, type TestFile } from './playground';
import { expect, test } from './test';

const [width, height] = [6000, 4000];

test('a JPEG of 24 megapixels begins with what is on screen, and Cancel gives it back', {
  tag: '@thorough',
}, async ({ page, playground }) => {
  await playground.open('whatever works');
  const photo = await largeJpeg(page);
  await playground.choosePhoto(photo);
  await playground.waitFor('restoring');
  await page.keyboard.press('1');
  await expect(page.getByText(`${width} × ${height}`)).toBeVisible();
  const progress = page.getByText(/^\d+ of \d+ tiles/);
  await expect(progress).toHaveText(/^([3-9]|\d\d) of \d{3} tiles/);
  const partial = await playground.stagePixels();

  await page.getByRole('button', { name: 'Cancel' }).click();
  await playground.waitFor('ready');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  // Some of what is on screen had been restored, not all of it; now it is the photo again.
  const unchanged = equalPixels(await playground.stagePixels(), partial);
  expect(unchanged).toBeGreaterThan(0.05);
  expect(unchanged).toBeLessThan(0.98);
});

/** A rendered scene, side by side and below itself, compressed by the browser. */
async function largeJpeg(page: Page): Promise<TestFile> {
  const scene = pngFile('scene.png', cleanScene(750, 500));
  const base64 = await page.evaluate(
    async ([png, across, down]) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
      const tile = await createImageBitmap(new Blob([bytes]));
      const canvas = new OffscreenCanvas(across, down);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('No canvas.');
      context.fillStyle = context.createPattern(tile, 'repeat') ?? 'none';
      context.fillRect(0, 0, across, down);
      const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
      const reader = new FileReader();
      return await new Promise<string>((resolve, reject) => {
        reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(jpeg);
      });
    },
    [scene.buffer.toString('base64'), width, height] as const,
  );
  return { name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}
