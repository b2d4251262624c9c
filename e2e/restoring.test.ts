import catalogue from '../public/models/models.json' with { type: 'json' };
import { psnr } from '../src/metrics/psnr';
import { GpuProbe } from './gpuProbe';
import { cleanScene, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

const colours = { channels: 'rgb' } as const;

test('a noisy photo dropped on the window is denoised on WebGPU and saved', async ({
  page,
  playground,
}) => {
  const clean = cleanScene(96, 64);
  const noisy = await withNoise(clean);
  await playground.open();
  await playground.waitUntilWarm();
  const gpu = await GpuProbe.attach(page);
  await playground.choose('denoise-25');
  expect(await gpu.counts()).toEqual({ dispatches: 0, readBacks: 0 });

  await playground.drop(pngFile('my leaves.png', noisy));
  await playground.waitForPhoto('my leaves.png');
  await playground.waitFor('done');
  const saved = await playground.savePng();

  expect(saved.name).toBe('my-leaves-denoise-25.png');
  expect([saved.image.width, saved.image.height]).toEqual([96, 64]);
  const gain = psnr(clean, saved.image, colours) - psnr(clean, noisy, colours);
  expect(gain).toBeGreaterThan(6); // 6.6 dB on SwiftShader

  await expect(playground.status).toHaveAttribute('data-backend', 'webgpu');
  const counts = await gpu.counts();
  expect(counts.dispatches).toBeGreaterThan(100);
  expect(counts.readBacks).toBe(1);
  const adapter = await gpu.adapter();
  await expect(playground.status).toContainText(`WebGPU · ${adapter.words.join(' ')}`);
  await expect(playground.status.getByText('on the processor', { exact: false })).toHaveCount(
    adapter.isFallback ? 2 : 0,
  );
});

test('swaps adapters on one photo without fetching the backbone again', async ({
  playground,
  requests,
}) => {
  const photo = await withNoise(cleanScene(24, 16), 10);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('tiny.png', photo));

  const results = [];
  for (const name of ['denoise-25', 'deblur-gaussian', 'sr-x2', 'sr-x4']) {
    await playground.restoreWith(name);
    await expect(playground.fact('Swap')).toHaveText(/^\d+(\.\d)? ms$/);
    results.push(await playground.savePng());
  }

  expect(results.map(({ name }) => name)).toEqual([
    'tiny-denoise-25.png',
    'tiny-deblur-gaussian.png',
    'tiny-sr-x2.png',
    'tiny-sr-x4.png',
  ]);
  expect(results.map(({ image: { width, height } }) => [width, height])).toEqual([
    [24, 16],
    [24, 16],
    [48, 32],
    [96, 64],
  ]);
  const [denoised, deblurred] = results.map(({ bytes }) => bytes);
  expect(denoised?.equals(deblurred ?? Buffer.of())).toBe(false);

  const weights = requests.map((request) => request.url()).filter((url) => url.includes('models/'));
  const listed = [`${catalogue.backbone}/config.json`, `${catalogue.backbone}/model.safetensors`];
  expect(weights.map((url) => url.slice(url.indexOf('models/') + 'models/'.length)).sort()).toEqual(
    ['models.json', ...listed, ...catalogue.adapters].sort(),
  );
});
