import type { Page } from '@playwright/test';
import { cleanScene, withNoise } from './pictures';
import { type Playground, pngFile } from './playground';
import { seriousViolations } from './seriousViolations';
import { expect, test } from './test';

async function restored(playground: Playground): Promise<void> {
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(48, 32))));
}

test('comparing works by keyboard, and axe finds nothing serious in any mode', async ({
  page,
  playground,
}) => {
  await restored(playground);
  await page.getByLabel('Reference file').setInputFiles(pngFile('clean.png', cleanScene(48, 32)));
  await expect(playground.name('a')).toHaveText('Reference');

  const radio = (name: string) => page.getByRole('radio', { name, exact: true });
  await page.getByRole('combobox', { name: 'Picture A' }).focus();
  for (const name of ['Picture A', 'Picture B']) {
    await expect(page.getByRole('combobox', { name })).toBeFocused();
    await page.keyboard.press('Tab');
  }
  await expect(radio('Split')).toBeFocused();
  for (const mode of ['Side by side', 'Blink', 'Difference']) {
    await page.keyboard.press('ArrowRight');
    await expect(radio(mode)).toBeChecked();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
    }
  }
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Loupe' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Remove the reference' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('slider', { name: 'Gain' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('slider', { name: 'Gain' })).toHaveAttribute(
    'aria-valuetext',
    '× 16',
  );
  // Letters turn modes only where nothing else needs them.
  await page.getByRole('combobox', { name: 'Picture A' }).press('s');
  await expect(radio('Difference')).toBeChecked();
  await page.getByRole('slider', { name: 'Gain' }).press('p');
  await expect(radio('Side by side')).toBeChecked();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test('every mode is within reach, fingers pinch, and one moves the loupe', async ({
    page,
    playground,
  }) => {
    await restored(playground);
    for (const mode of ['Side by side', 'Blink', 'Difference', 'Split'] as const) {
      await page.getByRole('radio', { name: mode, exact: true }).tap();
      for (const control of [
        page.getByRole('combobox', { name: 'Picture A' }),
        page.getByRole('combobox', { name: 'Picture B' }),
        page.getByRole('button', { name: 'Loupe' }),
        page.getByRole('button', { name: 'Add a reference' }),
        page.getByRole('button', { name: 'Zoom in' }),
      ]) {
        await expect(control).toBeInViewport({ ratio: 1 });
        await control.tap({ trial: true });
      }
      await expect(page.locator('.compare')).toBeInViewport({ ratio: 1 });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    await page.keyboard.press('1');
    await pinch(page, { x: 90, y: 300 }, 40, 120);
    await expect(playground.zoom).toHaveText('300 %');

    await page.getByRole('button', { name: 'Loupe' }).tap();
    const before = await playground.pixelsOf(playground.loupe);
    await page.touchscreen.tap(120, 320);
    const after = await playground.pixelsOf(playground.loupe);
    expect(after.width).toBe(before.width);
    expect(Buffer.from(after.data.buffer).equals(Buffer.from(before.data.buffer))).toBe(false);
    await expect(playground.zoom).toHaveText('300 %');
  });
});

/** Two fingers beside a point, moved apart from one distance to another. */
async function pinch(
  page: Page,
  { x, y }: { readonly x: number; readonly y: number },
  from: number,
  to: number,
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const fingers = (distance: number) => [
    { x: x - distance / 2, y, id: 0 },
    { x: x + distance / 2, y, id: 1 },
  ];
  await session.send('Input.dispatchTouchEvent', {
    type: 'touchStart',
    touchPoints: fingers(from),
  });
  for (let step = 1; step <= 4; step++) {
    const touchPoints = fingers(from + ((to - from) * step) / 4);
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
