import { mkdirSync, writeFileSync } from 'node:fs';
import { readAdapter } from '../src/files/adapter';
import { encodePng } from '../src/imaging/encodePng';
import { longestTaskDuring } from './mainThread';
import { cleanScene, equalPixels, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';
import { TuneScreen, trainingPhotos } from './tuneScreen';

test('a short run makes an adapter that restores better than the backbone', async ({
  page,
  playground,
  browser,
}) => {
  const tune = new TuneScreen(page);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(64, 64))));
  const before = await playground.savePng();
  const stage = await playground.stagePixels();

  await tune.open();
  await expect(tune.button('Start')).toHaveAttribute('aria-disabled', 'true');
  await tune.addPhotos([
    ...trainingPhotos(),
    { name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('Dear Sir or Madam') },
    pngFile('tiny.png', cleanScene(60, 40)),
  ]);
  // The backbone has learnt nothing of this damage, so that a few steps tell.
  await tune.button('Dark').click();
  await tune.makeSmall(12);
  // What cannot be used is named before anything is trained.
  const list = page.getByRole('list', { name: 'Photos' });
  await expect(list).toContainText('“letter.png” is not a picture that this browser can read.');
  await expect(list).toContainText('It has 60 × 40 pixels; two patches of 64 must fit');
  await expect(page.getByText('2 of 4 usable')).toBeVisible();

  await page.getByLabel('Name', { exact: true }).fill('my light');
  const longestTask = await longestTaskDuring(browser, page, async () => {
    await tune.button('Start').click();
    await tune.waitForStep(1);
    await expect(page).toHaveTitle(/^\d+ % · my light – AdaptIR Playground$/);
    await expect(tune.run).toContainText('WASM');
    await tune.waitForOutcome();
  });
  // Of 50 ms none was seen: drawing the page at the start and the end is the most, 48 ms beside
  // three other programs. A training step takes seconds here.
  expect(longestTask).toBeLessThan(100);
  await expect(page).toHaveTitle('AdaptIR Playground');
  const [input = 0, start = 0, reached = 0] = await tune.levels();
  expect(reached).toBeGreaterThan(input);
  expect(reached).toBeGreaterThan(start);

  await tune.button('Done').click();
  await expect(playground.choice('my light')).toBeChecked();
  await playground.waitFor('done');
  await expect(playground.name('b')).toHaveText('my light');
  const after = await playground.savePng();
  expect(after.name).toBe('leaves-my-light.png');
  expect(equalPixels(after.image, before.image)).toBeLessThan(0.5);
  expect(equalPixels(await playground.stagePixels(), stage)).toBeLessThan(1);

  await page.reload();
  await playground.waitFor('idle');
  await expect(playground.choice('my light')).toBeAttached();
});

test('opening and closing leaves photo and result as they were', async ({ page, playground }) => {
  const tune = new TuneScreen(page);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(48, 32))));
  const stage = await playground.stagePixels();
  await tune.open();
  // Keys that zoom the picture are only numbers here.
  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByLabel('Name', { exact: true }).pressSequentially('1 + 1 = 2');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('1 + 1 = 2');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Make an adapter' })).toHaveCount(0);
  await expect(tune.button('Make an adapter…')).toBeFocused();
  await expect(playground.canvas).toHaveAccessibleName('leaves.png');
  expect(equalPixels(await playground.stagePixels(), stage)).toBe(1);
});

test('the damage is shown on a photo, as the recipe says', async ({ page, playground }) => {
  const tune = new TuneScreen(page);
  await playground.open('whatever works');
  await tune.open();
  await tune.addPhotos(trainingPhotos());
  const crop = (name: string) =>
    page.getByRole('img', { name, exact: true }).evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const pixels =
        canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      return { width, sum: [...pixels].reduce((sum, value) => sum + value, 0) };
    });
  await expect(page.getByRole('img', { name: 'Damaged' })).toBeVisible();
  const noisy = await crop('Damaged');
  await tune.button('Dark').click();
  await expect.poll(async () => (await crop('Damaged')).sum).toBeLessThan(0.9 * noisy.sum);
  expect((await crop('Clean')).width).toBe(160);
  await tune.button('Too small').click();
  await expect.poll(async () => (await crop('Damaged')).width).toBe(80);

  // A slider's end moved by key is in the recipe.
  await tune.button('Noise').click();
  const lower = page.getByRole('slider', { name: 'Strength σ from' });
  await lower.press('PageUp');
  await expect(lower).toHaveAttribute('aria-valuetext', '10');
  await page.getByLabel('Add a step…').selectOption('JPEG');
  await tune.button('Move JPEG up').click();
  const steps = page.getByRole('listitem').filter({ has: page.getByRole('slider') });
  await expect(steps.first()).toContainText('JPEG');
  await tune.button('Remove Gaussian noise').click();
  await expect(steps).toHaveCount(1);
});

test('pairs are matched by name, from two folders too, and odd ones are named', async ({
  page,
  playground,
}, testInfo) => {
  const tune = new TuneScreen(page);
  await playground.open('whatever works');
  await tune.open();
  const clean = cleanScene(288, 160);
  const damaged = await withNoise(clean);
  await tune.addPhotos([pngFile('a.png', damaged), pngFile('a.clean.png', clean)]);
  await expect(page.getByRole('radio', { name: 'Pairs', exact: true })).toBeChecked();
  await expect(page.getByText('1 usable')).toBeVisible();

  for (const [folder, b, c] of [
    ['damaged', damaged, damaged],
    ['clean', clean, cleanScene(144, 80)],
  ] as const) {
    mkdirSync(testInfo.outputPath(folder), { recursive: true });
    writeFileSync(testInfo.outputPath(folder, 'b.png'), encodePng(b));
    writeFileSync(testInfo.outputPath(folder, 'c.png'), encodePng(c));
    const name = folder === 'clean' ? 'Folder of clean photos' : 'Folder of damaged photos';
    await page.getByLabel(name, { exact: true }).setInputFiles(testInfo.outputPath(folder));
  }
  const list = page.getByRole('list', { name: 'Photos' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await expect(list.getByRole('listitem').filter({ hasText: 'c.png' })).toContainText(
    'The pair differs in size: 288 × 160 damaged, 144 × 80 clean.',
  );
  await expect(page.getByText('2 of 3 usable')).toBeVisible();
  await expect(tune.button('Start')).toHaveAttribute('aria-disabled', 'false');
  await tune.button('Remove a.png').click();
  await expect(page.getByText('At least two usable photos are needed.')).toBeVisible();
});

test('an adapter is exported, deleted, brought back, and imported with the same result', async ({
  page,
  playground,
}) => {
  const tune = new TuneScreen(page);
  await playground.open('whatever works');
  await tune.start(2);
  await tune.waitForOutcome();
  const exported = await tune.exported(tune.button('Export .safetensors'));
  expect(exported.name).toBe('my-noise.safetensors');
  const { metadata } = readAdapter(exported.bytes);
  expect(metadata).toMatchObject({ name: 'my-noise', training: { photos: 2, taken: 2 } });
  expect(metadata.degradation).toEqual([{ kind: 'gaussian-noise', sigma: [5, 50] }]);
  await tune.button('Done').click();
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(64, 64))));
  const first = await playground.savePng();

  const details = page.getByRole('dialog');
  await tune.button('Details of my-noise').click();
  await expect(details).toContainText('Gaussian noise σ 5–50');
  await details.getByRole('textbox', { name: 'Name' }).fill('album');
  await details.getByRole('button', { name: 'Rename' }).click();
  await expect(details.getByRole('heading', { name: 'album' })).toBeVisible();
  await details.getByRole('button', { name: 'Delete' }).click();
  await expect(playground.choice('album')).toHaveCount(0);
  await tune.button('Undo').click();
  await expect(playground.choice('album')).toBeChecked();
  await tune.button('Details of album').click();
  await details.getByRole('button', { name: 'Delete' }).click();
  await expect(playground.choice('album')).toHaveCount(0);
  expect((await playground.savePng()).bytes.equals(first.bytes)).toBe(true);

  await playground.importAdapter(exported.name, exported.bytes);
  await expect(playground.choice('my-noise')).toBeChecked();
  await expect(playground.name('b')).toHaveText('my-noise');
  await playground.waitFor('done');
  expect((await playground.savePng()).bytes.equals(first.bytes)).toBe(true);
});
