import { GpuProbe } from './gpuProbe';
import { cleanScene, equalPixels, halved, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('a GPU lost between restorations is said, and restarts without a reload', async ({
  page,
  playground,
  requests,
}) => {
  await playground.open();
  const loaded = await page.evaluate(() => performance.timeOrigin);
  const gpu = await GpuProbe.attach(page);
  await playground.restorePhoto(pngFile('photo.png', await withNoise(cleanScene(48, 32))));
  const first = await playground.savePng();
  const stage = await playground.stagePixels();

  await gpu.loseDevice();
  await playground.choose('deblur-gaussian');
  await expect(playground.alert).toContainText('The GPU went away');
  await playground.waitFor('failed');
  await expect(playground.canvas).toHaveAccessibleName('photo.png');
  expect(equalPixels(await playground.stagePixels(), stage)).toBe(1);

  await page.getByRole('button', { name: 'Restart engine' }).click();
  await playground.waitFor('done');
  await expect(playground.alert).toBeEmpty();
  await playground.restoreWith('denoise-25');
  expect((await playground.savePng()).bytes.equals(first.bytes)).toBe(true);
  await expect(playground.status).toHaveAttribute('data-backend', 'webgpu');

  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loaded);
  expect(requests.filter((request) => request.url().endsWith('/model.safetensors'))).toHaveLength(
    1,
  );
});

test('a GPU lost in the middle of a restoration gives the photo back', {
  tag: '@thorough',
}, async ({ page, playground }) => {
  await playground.open();
  await playground.choose('sr-x2');
  await playground.waitUntilWarm();
  const gpu = await GpuProbe.attach(page);
  const photo = await halved(cleanScene(112, 32));
  await playground.choosePhoto(pngFile('strip.png', photo));
  await playground.waitForPhoto('strip.png');
  await expect.poll(async () => (await gpu.counts()).dispatches).toBeGreaterThan(0);

  await gpu.loseDevice();
  await expect(playground.alert).toContainText('The GPU went away');
  await playground.waitFor('failed');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Save PNG' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Restart engine' }).click();
  await playground.waitFor('done');
  const { image } = await playground.savePng();
  expect([image.width, image.height]).toEqual([112, 32]);
});
