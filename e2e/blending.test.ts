import type { RgbaImage } from '../src/imaging/rgbaImage';
import { cleanScene, largestDifference, withNoise } from './pictures';
import { type Playground, pngFile } from './playground';
import { expect, test } from './test';

test('an adapter is applied at any strength, and mixed with another into one of one’s own', async ({
  page,
  playground,
}) => {
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(64, 48))));
  // What it does is far from what the backbone does alone.
  await playground.choose('low-light');
  const { image: whole } = await restoredAs(playground, 'low-light');

  const strength = page.getByRole('slider', { name: 'Strength of low-light' });
  await strength.press('Home');
  const none = await restoredAs(playground, 'low-light 0 %');
  await playground.compare('b', 'Backbone alone ×1');
  const backbone = await restoredAs(playground, 'Backbone alone ×1');
  expect(largestDifference(none.image, backbone.image)).toBe(0);
  expect(distance(none.image, whole)).toBeGreaterThan(10);
  await expect(strength).toHaveCount(0);

  // Where it was left.
  await playground.choose('low-light');
  await expect(strength).toHaveAttribute('aria-valuetext', '0 %');
  for (let press = 0; press < 10; press++) await strength.press('ArrowRight');
  const half = await restoredAs(playground, 'low-light 50 %');
  expect(half.name).toBe('leaves-low-light-at-50.png');
  const [toNone, toWhole] = [none.image, whole].map((end) => distance(half.image, end));
  expect(toNone).toBeGreaterThan(2);
  expect(toNone).toBeLessThan(distance(whole, none.image));
  expect(toWhole).toBeLessThan(distance(whole, none.image));

  // A result that is kept is back at once.
  await page.getByRole('button', { name: 'Reset low-light to 100 %' }).click();
  expect(await playground.root.getAttribute('data-state')).toBe('done');
  const again = await restoredAs(playground, 'low-light');
  expect(largestDifference(again.image, whole)).toBe(0);

  await page.getByLabel('Mix with…').selectOption({ label: 'deblur-gaussian' });
  const mix = await restoredAs(playground, 'low-light + deblur-gaussian');
  expect(mix.name).toBe('leaves-low-light+deblur-gaussian.png');
  expect(largestDifference(mix.image, whole)).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Save as adapter' }).click();
  await expect(page.getByRole('radio', { name: 'yours Mixed from' })).toBeChecked();
  const saved = await restoredAs(playground, 'low-light + deblur-gaussian');
  expect(largestDifference(saved.image, mix.image)).toBeLessThanOrEqual(1);
});

/** What is saved once a restoration of this name is on B and done. */
async function restoredAs(playground: Playground, name: string) {
  await expect(playground.name('b')).toHaveText(name);
  await playground.waitFor('done');
  return await playground.savePng();
}

/** Mean difference, in grey levels. */
function distance(a: RgbaImage, b: RgbaImage): number {
  const sum = a.data.reduce((all, value, i) => all + Math.abs(value - (b.data[i] ?? 0)), 0);
  return sum / a.data.length;
}
