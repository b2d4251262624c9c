import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright';
import { build, preview } from 'vite';
import { renderDeadLeaves } from '../src/imaging/deadLeavesScene.ts';
import { encodePng } from '../src/imaging/encodePng.ts';
import { chromiumPath } from './chromium.ts';
import { chromiumFlags } from './chromiumFlags.ts';

/**
 * npm run screenshots [-- FOLDER] [--only restoring|lab|library|tuning]: the first screen, empty and
 * with a restored sample, the degrade lab, the library, and the Tune screen, set up and in the middle
 * of a run; at 1440×900 and 390×844, light and dark.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const projectRoot = resolve(import.meta.dirname, '..');
const folder = resolve(positionals[0] ?? 'docs/screenshots');
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const restoring = 300_000;
/** Steps of the run that is watched, and the one after which it is looked at. */
const run = { steps: 40, until: 21 };

mkdirSync(folder, { recursive: true });
await build({ root: projectRoot, logLevel: 'error' });
const server = await preview({ root: projectRoot, preview: { port: 0, host: '127.0.0.1' } });
const origin = server.resolvedUrls?.local[0];
if (origin === undefined) throw new Error('Vite did not say where it serves.');
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
const isWanted = (name: string) => values.only === undefined || values.only === name;
if (isWanted('restoring')) await shootRestoring(browser, origin);
if (isWanted('lab')) await shootLab(browser, origin);
if (isWanted('library')) await shootLibrary(browser, origin);
if (isWanted('tuning')) await shootTuning(browser, origin);
await browser.close();
await server.close();

async function shootRestoring(browser: Browser, origin: string): Promise<void> {
  for (const [name, viewport] of Object.entries(sizes)) {
    const page = await browser.newPage({ viewport, colorScheme: 'light' });
    await page.goto(origin);
    await reached(page, 'idle');
    await shoot(page, name, 'empty');
    await page.getByRole('button', { name: 'a noisy scene' }).click();
    await reached(page, 'done');
    await shoot(page, name, 'restored');
    await page.close();
  }
}

async function shootLab(browser: Browser, origin: string): Promise<void> {
  const page = await browser.newPage({ viewport: sizes.desk, colorScheme: 'light' });
  await page.goto(origin);
  await reached(page, 'idle');
  await page.getByLabel('Photo file').setInputFiles(scenes().slice(0, 1));
  await reached(page, 'restoring');
  await page.getByRole('button', { name: 'Degrade this photo…' }).click();
  for (const adapter of ['jpeg', 'denoise-50', 'denoise-25']) {
    await page.getByRole('radio', { name: new RegExp(`^${adapter} `) }).check();
    await measured(page, adapter);
  }
  await shootAtSizes(page, 'lab');
  await page.getByRole('button', { name: 'Error map' }).click();
  await page.waitForTimeout(1000);
  await shootAtSizes(page, 'error-map');
  await page.close();
}

/** Its PSNR is in the lab's table. */
async function measured(page: Page, adapter: string): Promise<void> {
  const row = page.getByRole('row', { name: new RegExp(`^${adapter} \\d`) });
  await row.waitFor({ timeout: restoring });
}

async function shootLibrary(browser: Browser, origin: string): Promise<void> {
  const page = await browser.newPage({ viewport: sizes.desk, colorScheme: 'light' });
  await page.goto(origin);
  await reached(page, 'idle');
  await page.getByRole('button', { name: 'Library…' }).click();
  await page.getByRole('article', { name: 'denoise-25' }).waitFor();
  await page.getByRole('button', { name: 'Duplicate denoise-25' }).click();
  await page.getByRole('article', { name: 'denoise-25 copy' }).waitFor();
  await page.waitForTimeout(1000);
  await shootAtSizes(page, 'library');
  await page.close();
}

async function shootTuning(browser: Browser, origin: string): Promise<void> {
  const page = await browser.newPage({ viewport: sizes.desk, colorScheme: 'light' });
  await page.goto(origin);
  await reached(page, 'idle');
  await page.getByRole('button', { name: 'Make an adapter…' }).click();
  await page.getByLabel('Photos to learn from', { exact: true }).setInputFiles(scenes());
  await page.getByRole('button', { name: 'Blur', exact: true }).click();
  await page.getByText('4 of 5 usable').waitFor();
  await page.getByRole('img', { name: 'Damaged' }).waitFor();
  await page.waitForTimeout(1000);
  await shootAtSizes(page, 'tune');

  await page.getByText('Advanced').click();
  await setNumber(page, 'Steps', run.steps);
  await setNumber(page, 'Patch side, px', 64);
  await page.getByRole('button', { name: 'Start' }).click();
  const running = page.getByTestId('tune-run');
  await page.waitForFunction(
    (step) => {
      const reached = document.querySelector('[data-testid=tune-run]')?.getAttribute('data-step');
      return Number(reached) >= step;
    },
    run.until,
    { timeout: restoring, polling: 200 },
  );
  await page.getByRole('button', { name: 'Pause' }).click();
  await running.and(page.locator('[data-phase=paused]')).waitFor();
  await page.waitForTimeout(3000);
  await shootAtSizes(page, 'learning');
  await page.close();
}

/** A few rendered scenes, and one that is too small. */
function scenes() {
  const file = (name: string, width: number, height: number, seed: number) => ({
    name,
    mimeType: 'image/png',
    buffer: Buffer.from(encodePng(renderDeadLeaves({ width, height, seed }))),
  });
  return [
    file('harbour.png', 720, 480, 11),
    file('garden wall.png', 480, 640, 12),
    file('IMG_0417.png', 640, 480, 13),
    file('thumbnail.png', 90, 60, 14),
    file('roofs.png', 640, 420, 15),
  ];
}

async function setNumber(page: Page, label: string, value: number): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(String(value));
  await field.press('Enter');
}

async function reached(page: Page, state: string): Promise<void> {
  await page
    .locator(`[data-testid=playground][data-state=${state}]`)
    .waitFor({ timeout: restoring });
}

async function shootAtSizes(page: Page, state: string): Promise<void> {
  for (const [name, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await page.waitForTimeout(300);
    await shoot(page, name, state);
  }
  await page.setViewportSize(sizes.desk);
}

async function shoot(page: Page, name: string, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(100);
    const path = `${folder}/${name}-${colorScheme}-${state}.jpg`;
    await page.screenshot({ path, type: 'jpeg', quality: 85 });
  }
}
