import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumFlags, chromiumPath } from './chromium.ts';

/**
 * npm run screenshots [-- FOLDER]: the first screen, empty and with a restored sample, at
 * 1440×900 and 390×844, light and dark.
 */
const projectRoot = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? 'docs');
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const restoring = 300_000;

mkdirSync(folder, { recursive: true });
await build({ root: projectRoot, logLevel: 'error' });
const server = await preview({ root: projectRoot, preview: { port: 0, host: '127.0.0.1' } });
const origin = server.resolvedUrls?.local[0];
if (origin === undefined) throw new Error('Vite did not say where it serves.');
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
for (const [name, viewport] of Object.entries(sizes)) {
  const page = await browser.newPage({ viewport, colorScheme: 'light' });
  const shoot = async (state: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const path = `${folder}/${name}-${colorScheme}-${state}.jpg`;
      await page.screenshot({ path, type: 'jpeg', quality: 85 });
    }
  };
  await page.goto(origin);
  const playground = page.getByTestId('playground');
  await playground.and(page.locator('[data-state=idle]')).waitFor();
  await shoot('empty');
  await page.getByRole('button', { name: 'a noisy scene' }).click();
  await playground.and(page.locator('[data-state=done]')).waitFor({ timeout: restoring });
  await shoot('restored');
  await page.close();
}
await browser.close();
await server.close();
