import type { Page } from '@playwright/test';
import { psnr } from '../src/metrics/psnr';
import { GpuProbe } from './gpuProbe';
import { cleanScene, halved } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('Cancel stops between tiles and brings the last result back', async ({ page, playground }) => {
  const clean = cleanScene(224, 32);
  const photo = await halved(clean);
  await playground.open();
  await playground.restorePhoto(pngFile('strip.png', photo));
  await playground.split.press('Home');
  const saved = await playground.savePng();
  const stage = await playground.stagePixels();
  const gpu = await GpuProbe.attach(page);

  const t = Date.now();
  await playground.choose('sr-x2');
  await expect(page.getByText(/^[1-9] of 3 tiles/)).toBeVisible();
  console.log('1 tile', Date.now() - t);
  await page.keyboard.press('1');
  const partly = await playground.stagePixels();
  const reaction = reactionToCancel(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  console.log('reaction', await reaction);

  await playground.waitFor('done');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.keyboard.press('0');
  expect((await playground.stagePixels()).data).toEqual(stage.data);
  expect((await playground.savePng()).bytes.equals(saved.bytes)).toBe(true);

  await page.getByRole('button', { name: 'Restore again' }).click();
  await playground.waitFor('done');
  console.log(await gpu.counts());
  const result = await playground.savePng();
  console.log(psnr(result.image, clean, {channels:'rgb'}));
});

/** Milliseconds from pressing the pointer down until the screen restores no longer. */
function reactionToCancel(page: Page): Promise<number> {
  return page.getByTestId('playground').evaluate(
    (root) =>
      new Promise<number>((resolve) => {
        let pressed = Number.NaN;
        const press = () => {
          pressed = performance.now();
        };
        addEventListener('pointerdown', press, { once: true, capture: true });
        const observer = new MutationObserver(() => {
          if (root.dataset.state === 'restoring') return;
          observer.disconnect();
          resolve(performance.now() - pressed);
        });
        observer.observe(root, { attributeFilter: ['data-state'] });
      }),
  );
}
