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
  await playground.open('whatever works');

  await expect(playground.status).toHaveAttribute('data-backend', 'wasm');
  await expect(playground.status).toContainText('Running on WASM instead of WebGPU');
  await expect(playground.status).toContainText('The only WebGPU adapter here is a software one');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  await expect(playground.status).toContainText(
    `WASM · ${cores === 1 ? '1 thread' : `${cores} threads`}`,
  );
  expect(requests.filter((request) => /wasm-threaded-simd.*\.wasm$/.test(request.url()))).toHaveLength(1);

  const gpu = await GpuProbe.attach(page);
  await playground.restorePhoto(pngFile('leaves.png', noisy));
  const onWasm = await playground.savePng();
  const gain = psnr(clean, onWasm.image, colours) - psnr(clean, noisy, colours);
  console.log('gain', gain, (await playground.status.innerText()));
  expect(gain).toBeGreaterThan(5);
  expect(await gpu.counts()).toEqual({ dispatches: 0, readBacks: 0 });

  await playground.open('webgpu');
  await playground.restorePhoto(pngFile('leaves.png', noisy));
  const onWebGpu = await playground.savePng();
  console.log(largestDifference(onWasm.image, onWebGpu.image));
  expect(largestDifference(onWasm.image, onWebGpu.image)).toBeLessThanOrEqual(1);
});
