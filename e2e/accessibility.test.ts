import { cleanScene, withNoise } from './pictures';
import { pngFile } from './playground';
import { seriousViolations } from './seriousViolations';
import { expect, test } from './test';
import { TuneScreen, trainingPhotos } from './tuneScreen';

for (const colorScheme of ['light', 'dark'] as const) {
  // The dark screens are the light ones in other colours.
  const tag = colorScheme === 'dark' ? ['@thorough'] : [];
  test(`axe finds nothing serious on the ${colorScheme} screens`, { tag }, async ({
    page,
    playground,
  }) => {
    await page.emulateMedia({ colorScheme });
    await playground.open('whatever works');
    expect(await seriousViolations(page)).toEqual([]);

    await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(48, 32))));
    expect(await seriousViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Degrade this photo…' }).click();
    await expect(page.getByRole('row', { name: /^denoise-25 \d/ })).toBeVisible();
    await page.getByRole('button', { name: 'Error map' }).click();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to the photo' }).click();

    // The notice is part of the screen too.
    await playground.importAdapter('nothing.safetensors', new Uint8Array());
    await expect(playground.alert).not.toBeEmpty();
    expect(await seriousViolations(page)).toEqual([]);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on the ${colorScheme} Tune screen`, { tag: '@thorough' }, async ({
    page,
    playground,
  }) => {
    const tune = new TuneScreen(page);
    await page.emulateMedia({ colorScheme });
    await playground.open('whatever works');
    await tune.open();
    await tune.addPhotos([...trainingPhotos(), pngFile('tiny.png', cleanScene(20, 20))]);
    await tune.makeSmall(5000);
    await expect(page.getByRole('img', { name: 'Damaged' })).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);

    await tune.button('Start').click();
    await tune.waitForStep(1);
    expect(await seriousViolations(page)).toEqual([]);
    await tune.button('Stop and save').click();
    await tune.waitForOutcome();
    await tune.button('Done').click();
    await tune.button('Details of my-noise').click();
    await expect(page.getByRole('dialog').getByRole('img', { name: /^Loss/ })).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);
  });

  test(`axe finds nothing serious on saving, batches and the library, ${colorScheme}`, {
    tag: '@thorough',
  }, async ({ page, playground }) => {
    await page.emulateMedia({ colorScheme });
    await playground.open('whatever works');
    const photo = pngFile('leaves.png', cleanScene(48, 32));
    await playground.restorePhoto(photo);
    await page.getByRole('button', { name: 'Format and quality…' }).click();
    await expect(page.locator('.save-size strong')).toHaveText(/kB$/);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'Save as' })).toHaveCount(0);

    await page.getByRole('button', { name: 'Restore a batch…' }).click();
    const broken = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
    await page.getByLabel('Photos for the batch').setInputFiles([photo, broken]);
    await page.getByRole('button', { name: 'Restore 2 photos' }).click();
    await expect(page.getByText('1 of 2 restored, 1 failed')).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Library…' }).click();
    await expect(page.getByRole('article', { name: 'denoise-25' })).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);
  });
}

test('the whole journey works by keyboard', async ({ page, playground }) => {
  await playground.open('whatever works');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo' }).press('Enter');
  await (await chooser).setFiles(pngFile('leaves.png', await withNoise(cleanScene(48, 32))));
  await playground.waitForPhoto('leaves.png');
  await playground.waitFor('done');

  await playground.choice('denoise-25').press('ArrowDown');
  await expect(playground.choice('denoise-50')).toBeChecked();
  await playground.waitFor('done');

  const download = page.waitForEvent('download');
  const inOrder = [
    ['button', 'Details of denoise-50'],
    ['button', 'Import adapter…'],
    ['button', 'Make an adapter…'],
    ['button', 'Library…'],
    ['button', 'Degrade this photo…'],
    ['slider', 'Strength of denoise-50'],
    ['combobox', 'Mix with…'],
    ['button', 'Restore again'],
  ] as const;
  for (const [role, name] of inOrder) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole(role, { name })).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect((await download).suggestedFilename()).toBe('leaves-denoise-50.png');
});
