import { expect, test } from '@playwright/test';
import { cleanScene } from './pictures';
import { Playground, pngFile } from './playground';

test('a part that cannot be loaded says so; all else stays, and it is loaded once it can be', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', cleanScene(48, 32)));
  const before = await playground.stagePixels();

  await page.route(/\/LibraryScreen-[^/]+\.js$/, (route) => route.abort());
  const library = page.getByRole('button', { name: 'Library…' });
  await library.click();
  const failed = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
  await expect(failed).toBeVisible();
  await failed.getByRole('button', { name: 'Close' }).click();
  await expect(failed).toHaveCount(0);
  expect(await playground.stagePixels()).toEqual(before);

  await page.unrouteAll();
  await library.click();
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible();
});
