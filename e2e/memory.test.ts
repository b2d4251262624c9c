import { cleanScene, halved } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('less memory means smaller tiles, and is remembered', async ({ page, playground }) => {
  await playground.open();
  const budget = page.getByLabel('Memory up to');
  await expect(budget).toHaveValue('4');
  await expect(budget.getByRole('option', { selected: true })).toHaveText('512 MB');
  const photo = pngFile('tiny.png', await halved(cleanScene(96, 80)));
  await playground.choose('Backbone alone ×4');
  await playground.restorePhoto(photo);
  await expect(playground.fact('Tile')).toHaveText('32 × 32 · largest here');

  await budget.selectOption('32 MB');
  await page.getByRole('button', { name: 'Restore again' }).click();
  await expect(playground.fact('Tile')).toHaveText('16 × 16 · as memory allows');

  await playground.open();
  await expect(budget.getByRole('option', { selected: true })).toHaveText('32 MB');
});
