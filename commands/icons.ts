import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { chromiumPath } from './chromium.ts';

/** npm run icons: the icons of the installed page, drawn from their SVG files by Chromium. */
const publicFolder = resolve(import.meta.dirname, '..', 'public');
const icons = [
  { svg: 'favicon.svg', size: 192, png: 'icon-192.png' },
  { svg: 'favicon.svg', size: 512, png: 'icon-512.png' },
  { svg: 'icons/maskable.svg', size: 512, png: 'maskable-512.png' },
  { svg: 'icons/maskable.svg', size: 180, png: 'apple-touch-icon.png' },
];

const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
for (const { svg, size, png } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const drawing = readFileSync(join(publicFolder, svg), 'utf8');
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${drawing}`,
  );
  await page.screenshot({ path: join(publicFolder, 'icons', png), omitBackground: true });
  await page.close();
}
await browser.close();
