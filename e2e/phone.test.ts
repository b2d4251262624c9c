import type { Locator, Page } from '@playwright/test';
import { cleanScene, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test('on a phone everything is within reach and nothing scrolls sideways', async ({
  page,
  playground,
}) => {
  await playground.open('whatever works');
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  await expectWithinReach(button('Choose a photo'));
  await expectWithinReach(playground.choice('denoise-25'));
  await expectWithinReach(playground.status);
  await expectNoSidewaysScroll(page);

  await playground.choosePhoto(pngFile('leaves.png', await withNoise(cleanScene(144, 96))));
  await playground.waitForPhoto('leaves.png');
  await expectWithinReach(button('Cancel'));
  await expectNoSidewaysScroll(page);

  await playground.waitFor('done');
  for (const name of [
    'Open photo',
    'Restore again',
    'Save PNG',
    'Zoom in',
    'Zoom out',
    'Fit',
    '100 %',
  ]) {
    await expectWithinReach(button(name));
  }
  await expectWithinReach(playground.choice('denoise-25'));
  await expectWithinReach(playground.name('b').getByText('denoise-25'));
  await expectNoSidewaysScroll(page);

  // The strip of choices scrolls by itself; what is chosen comes into sight.
  await playground.choice('sr-x2').scrollIntoViewIfNeeded();
  await playground.choice('sr-x2').tap();
  await expectWithinReach(playground.name('b').getByText('sr-x2'));
  await playground.waitFor('done');
  await expectWithinReach(playground.choice('sr-x2'));
  await expectNoSidewaysScroll(page);
  const { image } = await playground.savePng();
  expect([image.width, image.height]).toEqual([288, 192]);
});

/** All of it in the window; a button must not be covered by anything else either. */
async function expectWithinReach(target: Locator): Promise<void> {
  await expect(target).toBeInViewport({ ratio: 1 });
  if ((await target.getAttribute('type')) === 'button') await target.tap({ trial: true });
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.body.scrollWidth,
    document.querySelector('[data-testid=playground]')?.scrollWidth,
  ]);
  expect(widths).toEqual([390, 390, 390]);
}
