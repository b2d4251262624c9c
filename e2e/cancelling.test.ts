import type { Page } from '@playwright/test';
import { upscaleBicubic } from '../src/imaging/cubicResize';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { psnr } from '../src/metrics/psnr';
import { GpuProbe } from './gpuProbe';
import { cleanScene, equalPixels, halved, partOf } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

const colours = { channels: 'rgb' } as const;

/** On WASM tiles are larger; on WebGPU, what was stopped is seen in the GPU's own calls. */
for (const { backend, width, tag } of [
  { backend: 'whatever works', width: 1536, tag: [] },
  { backend: 'webgpu', width: 320, tag: ['@thorough'] },
] as const) {
  const title = `Cancel stops between tiles and brings the last result back: ${backend}`;
  test(title, { tag: [...tag] }, async ({ page, playground }) => {
    const clean = cleanScene(width, 32);
    const photo = await halved(clean);
    await playground.open(backend);
    await playground.restorePhoto(pngFile('strip.png', photo));
    await playground.split.press('Home');
    const saved = await playground.savePng();
    const stage = await playground.stagePixels();
    const gpu = backend === 'webgpu' ? await GpuProbe.attach(page) : null;

    await playground.choose('sr-x2');
    await expect(page.getByText(/^[1-9] of \d+ tiles/)).toBeVisible();
    await page.keyboard.press('1');
    const partial = await playground.stagePixels();
    const reaction = reactionToCancel(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await reaction).toBeLessThan(500);

    await playground.waitFor('done');
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await expect(playground.name('b').getByText('denoise-25')).toBeVisible();
    await page.keyboard.press('0');
    expect(equalPixels(await playground.stagePixels(), stage)).toBe(1);
    expect((await playground.savePng()).bytes.equals(saved.bytes)).toBe(true);

    await page.getByRole('button', { name: 'Restore again' }).click();
    await playground.waitFor('done');
    const { image } = await playground.savePng();
    const gain = psnr(image, clean, colours) - psnr(upscaleBicubic(photo, 2), clean, colours);
    expect(gain).toBeGreaterThan(1); // 1.3 dB
    if (gpu !== null) {
      // The last run read back its five tiles, the warm-up two; the cancelled one stopped between.
      expect((await gpu.counts()).readBacks).toBeLessThan(2 + 5 + 5);
    }

    // At 100 % the picture was drawn pixel for pixel: some of the final result, not all of it.
    const shown = Math.min(partial.width, image.width);
    const part = (whole: RgbaImage) =>
      partOf(whole, {
        x: Math.round((whole.width - shown) / 2),
        y: Math.round((whole.height - image.height) / 2),
        width: shown,
        height: image.height,
      });
    const painted = equalPixels(part(partial), part(image));
    expect(painted).toBeGreaterThan(0.1);
    expect(painted).toBeLessThan(0.9);
  });
}

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
