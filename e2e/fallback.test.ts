import type { Page } from '@playwright/test';
import { psnr } from '../src/metrics/psnr';
import { GpuProbe } from './gpuProbe';
import { cleanScene, largestDifference, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

const colours = { channels: 'rgb' } as const;

test('without a graphics card the page says that it runs on WASM, why, and with what', async ({
  page,
  playground,
  requests,
}) => {
  const clean = cleanScene(64, 48);
  const noisy = await withNoise(clean);
  // tfjs takes half of the cores: a machine of two would show a single thread, as without any.
  await pretendCores(page, 8);
  await playground.open('whatever works');

  await expect(playground.status).toHaveAttribute('data-backend', 'wasm');
  await expect(playground.status).toContainText('No graphics card in use');
  await expect(playground.status).toContainText('The only WebGPU adapter here is a software one');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(playground.status).toContainText('WASM · 4 threads');
  expect(
    requests.filter((request) => /wasm-threaded-simd.*\.wasm$/.test(request.url())),
  ).toHaveLength(1);

  const gpu = await GpuProbe.attach(page);
  await playground.restorePhoto(pngFile('leaves.png', noisy));
  const onWasm = await playground.savePng();
  const gain = psnr(clean, onWasm.image, colours) - psnr(clean, noisy, colours);
  expect(gain).toBeGreaterThan(5.5); // 6.5 dB
  expect(await gpu.counts()).toEqual({ dispatches: 0, readBacks: 0 });
});

test('WASM and WebGPU restore the same picture', { tag: '@thorough' }, async ({ playground }) => {
  const noisy = await withNoise(cleanScene(64, 48));
  const images = [];
  for (const backend of ['whatever works', 'webgpu'] as const) {
    await playground.open(backend);
    await expect(playground.status).toHaveAttribute(
      'data-backend',
      backend === 'webgpu' ? 'webgpu' : 'wasm',
    );
    await playground.restorePhoto(pngFile('leaves.png', noisy));
    images.push((await playground.savePng()).image);
  }
  const [onWasm, onWebGpu] = images;
  if (onWasm === undefined || onWebGpu === undefined) throw new Error('Two were restored.');
  expect(largestDifference(onWasm, onWebGpu)).toBeLessThanOrEqual(1);
  expect(largestDifference(onWasm, noisy)).toBeGreaterThan(20);
});

/**
 * tfjs takes half of the cores. A machine of two would show a single thread, which says nothing: it
 * is what a page without threads shows too.
 */
async function pretendCores(page: Page, cores: number): Promise<void> {
  await page.route('**/worker-*.js', async (route) => {
    const response = await route.fetch();
    const first = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${cores} });`;
    await route.fulfill({ response, body: `${first}\n${await response.text()}` });
  });
}
