import type { Page } from '@playwright/test';
import { cleanScene } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';
import { TuneScreen } from './tuneScreen';

test('a run pauses, goes on, and stops with what it has', async ({ page, playground }) => {
  const tune = new TuneScreen(page);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', cleanScene(64, 64)));
  await tune.start(5000);
  await tune.waitForStep(1);

  await tune.button('Pause').click();
  await expect(tune.run).toHaveAttribute('data-phase', 'paused');
  await expect(page).toHaveTitle(/^Paused · my-noise/);
  // The step under way when it was paused still counts; what is restored then comes after it.
  await tune.button('Close').click();
  await playground.restoreWith('denoise-50');
  await tune.button('Show').click();
  const paused = await tune.step();
  // Beside a run that goes on, steps would come in between.
  await tune.button('Close').click();
  for (const name of ['denoise-15', 'deblur-gaussian', 'jpeg']) await playground.restoreWith(name);
  await tune.button('Show').click();
  expect(await tune.step()).toBe(paused);

  await tune.button('Resume').click();
  await tune.waitForStep(paused + 1);
  await tune.button('Stop and save').click();
  await tune.waitForOutcome();
  await tune.button('Done').click();
  await expect(playground.choice('my-noise')).toBeChecked();
  await tune.button('Details of my-noise').click();
  const steps = page
    .getByRole('dialog')
    .locator('div')
    .filter({ hasText: /^Steps/ });
  const [, taken] = /^Steps(\d+)/.exec((await steps.innerText()).replace(/\s/g, '')) ?? [];
  expect(Number(taken)).toBeGreaterThan(paused);
  expect(Number(taken)).toBeLessThan(5000);
});

test('a reload in the middle offers to go on from the last checkpoint', async ({
  page,
  playground,
}) => {
  const tune = new TuneScreen(page);
  await playground.open('whatever works');
  await tune.start(5000);
  await tune.waitForStep(1);
  await expect.poll(() => storedFiles(page), { timeout: 90_000 }).toContain('checkpoint');
  await tune.waitForStep(3);

  await page.reload();
  await playground.waitFor('idle');
  await expect(page.getByText('“my-noise” is not finished.')).toBeVisible();
  await tune.button('Resume').click();
  await expect(tune.run).toHaveAttribute('data-phase', 'running', { timeout: 60_000 });
  const curve = page.getByRole('img', { name: /^Loss, from/ });
  // It goes on where it was, with the curve of before; a fresh run would begin at step 0.
  const [, steps] = /in (\d+) steps/.exec((await curve.getAttribute('aria-label')) ?? '') ?? [];
  expect(Number(steps)).toBeGreaterThanOrEqual(1);
  await tune.waitForStep(Number(steps) + 1);

  await tune.button('Discard').click();
  await tune.button('Discard').click();
  await expect(tune.run).toHaveCount(0);
  await expect(tune.button('Start')).toBeVisible();
  expect(await storedFiles(page)).toEqual([]);
  await page.reload();
  await playground.waitFor('idle');
  await expect(tune.button('Make an adapter…')).toBeVisible();
  await expect(page.getByText('is not finished')).toHaveCount(0);
  await expect(playground.choice('my-noise')).toHaveCount(0);
});

/** What the browser keeps of the run, without endings. */
function storedFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    try {
      const folder = await root.getDirectoryHandle('tuning');
      for await (const [name] of folder.entries()) names.push(name.replace(/\..*$/, ''));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
    }
    return names;
  });
}
