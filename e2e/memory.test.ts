import { cleanScene } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('less memory means smaller tiles, and is remembered', async ({ page, playground }) => {
  await playground.open();
  const budget = page.getByLabel('Memory up to');
  await expect(budget).toHaveValue('4');
  await expect(budget.getByRole('option', { selected: true })).toHaveText('512 MB');
  await playground.restorePhoto(pngFile('leaves.png', cleanScene(72, 72)));
  await expect(playground.fact('Tile')).toHaveText('128 × 128 · whole photo');

  await budget.selectOption('32 MB');
  await page.getByRole('button', { name: 'Restore again' }).click();
  await expect(playground.fact('Tile')).toHaveText('64 × 64 · as memory allows');

  await playground.open();
  await expect(budget.getByRole('option', { selected: true })).toHaveText('32 MB');
});
