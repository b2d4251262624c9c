import type { Page } from '@playwright/test';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { psnr } from '../src/metrics/psnr';
import { differenceOf, stageOf } from './comparingPictures';
import { downloaded } from './downloads';
import { cleanScene, decodePng, equalPixels, partOf } from './pictures';
import { type Playground, pngFile } from './playground';
import { expect, test } from './test';

// The smaller the stage, the sooner all of its pixels are compared.
test.use({ viewport: { width: 1200, height: 640 } });

const rgb = { channels: 'rgb' } as const;

test('a photo is degraded, restored, measured against itself, and back as it was', async ({
  page,
  playground,
}) => {
  const clean = cleanScene(64, 48);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', clean));
  const strength = page.getByRole('slider', { name: 'Strength of denoise-25' });
  await strength.press('ArrowLeft');
  await expect(playground.name('b')).toHaveText('denoise-25 95 %');
  await playground.waitFor('done');
  const before = await playground.savePng();

  await page.getByRole('button', { name: 'Degrade this photo…' }).click();
  await expect(page.getByRole('heading', { name: 'Degrade lab' })).toBeFocused();
  await playground.waitForPhoto('leaves-degraded.png');
  await expect(figure(page, 'denoise-25 95 %')).toHaveText(/\d/);
  await expect(page.getByText('Damaged in the lab.')).toBeVisible();

  const degraded = await savedDegraded(page);
  expect(degraded.name).toBe('leaves-degraded.png');
  // σ 25, a little of it lost where 0 and 255 cut it off.
  expect(rootMeanSquare(clean, degraded.image)).toBeGreaterThan(21);
  expect(rootMeanSquare(clean, degraded.image)).toBeLessThan(25.5);
  await expect(figure(page, 'Degraded')).toHaveText(psnr(clean, degraded.image, rgb).toFixed(2));

  const restored = await playground.savePng();
  expect(restored.name).toBe('leaves-degraded-denoise-25-at-95.png');
  const level = psnr(clean, restored.image, rgb);
  expect(level).toBeGreaterThan(psnr(clean, degraded.image, rgb) + 3);
  await expect(figure(page, 'denoise-25 95 %')).toHaveText(level.toFixed(2));

  await page.getByRole('button', { name: 'Error map' }).click();
  await expect(playground.name('a')).toHaveText('Original');
  await page.keyboard.press('1');
  await shows(playground, differenceOf(clean, restored.image, 8));

  await playground.restoreWith('denoise-50');
  const { image: other } = await playground.savePng();
  await expect(figure(page, 'denoise-50')).toHaveText(psnr(clean, other, rgb).toFixed(2));
  await shows(playground, differenceOf(clean, other, 8));

  // The slider moves the damage, and what was measured on the other one is gone.
  await page.getByRole('slider', { name: 'Strength σ' }).press('Home');
  await expect(figure(page, 'Degraded')).toHaveText('∞');
  await expect(page.getByRole('row', { name: /^denoise-25/ })).toHaveCount(0);

  await page.getByRole('button', { name: 'Back to the photo' }).click();
  await playground.waitForPhoto('leaves.png');
  await expect(page.getByRole('button', { name: 'Degrade this photo…' })).toBeFocused();
  await expect(playground.name('b')).toHaveText('denoise-25 95 %');
  await expect(strength).toHaveAttribute('aria-valuetext', '95 %');
  expect(equalPixels((await playground.savePng()).image, before.image)).toBe(1);
  await playground.mode('Split');
  await playground.split.press('End');
  await shows(playground, clean);
});

test('a halved photo is measured at its own size, cropped to fit', { tag: '@thorough' }, async ({
  page,
  playground,
}) => {
  const clean = cleanScene(65, 48);
  const fitting = partOf(clean, { x: 0, y: 0, width: 64, height: 48 });
  await playground.open('whatever works');
  await playground.choosePhoto(pngFile('leaves.png', clean));
  await page.getByRole('button', { name: 'Degrade this photo…' }).click();
  await page.getByRole('button', { name: 'Too small' }).click();
  await expect(playground.fact('leaves-degraded.png')).toHaveText('32 × 24');
  await playground.restoreWith('sr-x2');
  const { image } = await playground.savePng();
  expect(image).toMatchObject({ width: 64, height: 48 });
  const level = psnr(fitting, image, { channels: 'y', border: 2 });
  await expect(figure(page, 'sr-x2')).toHaveText(level.toFixed(2));

  await playground.restoreWith('sr-x3');
  await expect(page.getByText('No figures for sr-x3')).toContainText('96 × 72');
  await page.getByRole('button', { name: 'Error map' }).click();
  await expect(page.getByText('can’t be subtracted')).toBeVisible();
});

/** The PSNR that the table says of a picture. */
function figure(page: Page, name: string) {
  return page
    .getByRole('row', { name: new RegExp(`^${name} `) })
    .getByRole('cell')
    .first();
}

async function savedDegraded(page: Page) {
  const button = page.getByRole('button', { name: 'Save degraded' });
  const saved = await downloaded(page, () => button.click());
  return { ...saved, image: decodePng(saved.bytes) };
}

/** All of the stage, with the picture in true pixels in its middle. */
async function shows(playground: Playground, picture: RgbaImage): Promise<void> {
  await expect(async () => {
    const stage = await playground.stagePixels();
    expect(equalPixels(stage, stageOf(stage, [{ picture, scale: 1 }]))).toBe(1);
  }).toPass({ timeout: 5000 });
}

function rootMeanSquare(a: RgbaImage, b: RgbaImage): number {
  const colours = a.data.filter((_, i) => i % 4 !== 3);
  const others = b.data.filter((_, i) => i % 4 !== 3);
  const sum = colours.reduce((total, value, i) => total + (value - (others[i] ?? 0)) ** 2, 0);
  return Math.sqrt(sum / colours.length);
}
