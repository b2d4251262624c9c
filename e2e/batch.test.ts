import type { Locator, Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { renderDeadLeaves } from '../src/imaging/deadLeavesScene';
import { psnr } from '../src/metrics/psnr';
import { decodePng, withNoise } from './pictures';
import { pngFile, type TestFile } from './playground';
import { savedBy } from './savedPictures';
import { expect, test } from './test';

const colours = { channels: 'rgb' } as const;
const size = { width: 48, height: 32 };

function row(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({ hasText: name });
}

async function noisyPhotos(count: number) {
  return await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const clean = renderDeadLeaves({ ...size, seed: i + 1 });
      const noisy = await withNoise(clean);
      return { clean, noisy, file: pngFile(`photo-${i + 1}.png`, noisy) };
    }),
  );
}

async function addPhotos(page: Page, files: TestFile[]): Promise<void> {
  await page.getByLabel('Photos for the batch').setInputFiles(files);
}

test('twelve photos, one of them corrupt, become a ZIP of the other eleven', async ({
  page,
  playground,
}) => {
  const photos = await noisyPhotos(11);
  const corrupt: TestFile = {
    name: 'corrupt.png',
    mimeType: 'image/png',
    buffer: (photos[0]?.file.buffer ?? Buffer.of()).subarray(0, 300),
  };
  const files = photos.map(({ file }) => file);
  await playground.open('whatever works');
  await page.getByRole('button', { name: 'Restore them as a batch' }).click();
  await addPhotos(page, [...files.slice(0, 4), corrupt, ...files.slice(4)]);
  await expect(page.getByRole('listitem')).toHaveCount(12);
  await expect(page.locator('.batch-thumbnail img')).toHaveCount(11);

  await page.getByRole('button', { name: 'Restore 12 photos' }).click();
  await expect(page.getByText('11 of 12 restored, 1 failed')).toBeVisible({ timeout: 120_000 });
  await expect(row(page, 'corrupt.png')).toContainText(
    '“corrupt.png” is a PNG file, but it is damaged or incomplete.',
  );

  const saved = await savedBy(page, 'Save ZIP of 11 pictures', '.batch');
  expect(saved.name).toBe('restored.zip');
  const entries = unzipSync(new Uint8Array(saved.bytes));
  expect(Object.keys(entries).sort()).toEqual(
    photos.map((_, i) => `photo-${i + 1}-denoise-25.png`).sort(),
  );
  for (const [i, { clean, noisy }] of photos.entries()) {
    const restored = decodePng(entries[`photo-${i + 1}-denoise-25.png`] ?? new Uint8Array());
    const gain = psnr(clean, restored, colours) - psnr(clean, noisy, colours);
    expect(gain, `photo-${i + 1}`).toBeGreaterThan(3);
  }

  // A second try fails alike and takes nothing from the others; removed, it is gone.
  await row(page, 'corrupt.png').getByRole('button', { name: 'Retry' }).click();
  await page.getByRole('button', { name: 'Continue (1 left)' }).click();
  await expect(page.getByText('11 of 12 restored, 1 failed')).toBeVisible();
  await page.getByRole('button', { name: 'Remove corrupt.png' }).click();
  await expect(page.getByText('11 of 11 restored')).toBeVisible();
});

test('a batch pauses, goes on, and loses what is removed from it', async ({ page, playground }) => {
  const [first, second, third] = await noisyPhotos(3);
  const wide = renderDeadLeaves({ width: 640, height: 128, seed: 9 });
  await playground.open('whatever works');
  await page.getByRole('button', { name: 'Restore them as a batch' }).click();
  await addPhotos(page, [
    first?.file ?? pngFile('', wide),
    pngFile('wide.png', wide),
    second?.file ?? pngFile('', wide),
    third?.file ?? pngFile('', wide),
  ]);
  await page.locator('.batch').getByLabel('Restore with').selectOption('denoise-50');
  await page.getByLabel('File names').fill('{adapter}_{name}.{ext}');

  await page.getByRole('button', { name: 'Restore 4 photos' }).click();
  await expect(row(page, 'wide.png')).toHaveAttribute('data-state', 'running');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(row(page, 'wide.png')).toHaveAttribute('data-state', 'waiting');
  await expect(row(page, 'photo-1.png')).toHaveAttribute('data-state', 'done');
  await expect(page.getByText('1 of 4 restored')).toBeVisible();

  await page.getByRole('button', { name: 'Remove photo-2.png' }).click();
  await page.getByRole('button', { name: 'Continue (2 left)' }).click();
  await expect(row(page, 'wide.png')).toHaveAttribute('data-state', 'running');
  await page.getByRole('button', { name: 'Remove wide.png' }).click();
  await expect(page.getByText('2 of 2 restored')).toBeVisible();

  const { bytes } = await savedBy(page, 'Save ZIP of 2 pictures', '.batch');
  expect(Object.keys(unzipSync(new Uint8Array(bytes))).sort()).toEqual([
    'denoise-50_photo-1.png',
    'denoise-50_photo-3.png',
  ]);
});
