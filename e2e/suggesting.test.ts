import type { Page } from '@playwright/test';
import { psnr } from '../src/metrics/psnr';
import { cleanScene, withNoise } from './pictures';
import { pngFile } from './playground';
import { seriousViolations } from './seriousViolations';
import { expect, test } from './test';

test('a noisy photo marks the denoiser of its level, which only a click chooses', async ({
  page,
  playground,
}) => {
  const clean = cleanScene(192, 128);
  const noisy = await withNoise(clean);
  await page.goto('./');
  await playground.waitFor('idle');
  await observeShifts(page);
  await playground.choosePhoto(pngFile('leaves.png', noisy));

  const finding = page.getByRole('region', { name: 'What we found' });
  await expect(finding).toContainText(/Noise about σ 2[3-7]/);
  const marked = page.getByRole('radio', { name: /Likely to help: noise about σ 2[3-7]/ });
  await expect(marked).toHaveCount(1);
  await expect(playground.choice('denoise-25').and(marked)).toHaveCount(1);
  await expect(playground.choice('denoise-photo')).toBeChecked();
  await expect(playground.name('b')).toHaveText('denoise-photo');
  await playground.waitFor('done');
  expect(await shifts(page)).toBeLessThan(0.02);
  await expect(playground.choice('denoise-photo')).toBeChecked();

  await finding.getByRole('button', { name: 'denoise-25' }).click();
  await expect(playground.choice('denoise-25')).toBeChecked();
  await expect(playground.name('b')).toHaveText('denoise-25');
  await playground.waitFor('done');
  const { image, name } = await playground.savePng();
  expect(name).toBe('leaves-denoise-25.png');
  const colours = { channels: 'rgb' } as const;
  expect(psnr(clean, image, colours) - psnr(clean, noisy, colours)).toBeGreaterThan(5);

  // The next photo has nothing wrong with it; the next visit begins where this one ended.
  await playground.choosePhoto(pngFile('clean.png', cleanScene(640, 90)));
  await expect(finding).toContainText('No obvious damage found.');
  await expect(page.getByRole('radio', { name: /Likely to help/ })).toHaveCount(0);
  await page.reload();
  await playground.waitFor('idle');
  await expect(playground.choice('denoise-25')).toBeChecked();
});

test('the question mark shows every key, and Escape gives the focus back', async ({ page }) => {
  await page.goto('./');
  const choose = page.getByRole('button', { name: 'Choose a photo' });
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts', exact: true });
  await choose.focus();
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
  await expect(sheet.getByRole('term')).toHaveCount(13);
  await expect(sheet.getByText('Hold to show A')).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Tab');
    const isOutside = await page.evaluate(
      () => document.activeElement?.closest('dialog, body > :not(script)')?.tagName === 'DIV',
    );
    expect(isOutside).toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(choose).toBeFocused();

  const button = page.getByRole('button', { name: 'Keyboard shortcuts' });
  await button.click();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await expect(sheet).toBeHidden();
  await expect(button).toBeFocused();
});

/** Adds up what moves by itself, from here on. */
async function observeShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { total: 0 };
    Object.assign(window, { seenShifts: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen.total += (entry as PerformanceEntry & { readonly value: number }).value;
      }
    }).observe({ type: 'layout-shift' });
  });
}

function shifts(page: Page): Promise<number> {
  return page.evaluate(
    () => (window as unknown as { readonly seenShifts: { total: number } }).seenShifts.total,
  );
}
