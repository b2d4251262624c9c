import type { BrowserContext, Page } from '@playwright/test';
import { psnr } from '../src/metrics/psnr';
import { cleanScene, withNoise } from './pictures';
import { Playground, pngFile } from './playground';
import { serveBuiltPage, serveStranger } from './staticSite';
import { expect, test } from './test';

const path = '/some/sub/path/';
const colours = { channels: 'rgb' } as const;

/** Opened at any address; the rest as the tests of the served page do it. */
async function openAt(page: Page, address: string): Promise<Playground> {
  const playground = new Playground(page);
  await page.goto(address);
  await playground.waitFor('idle');
  return playground;
}

async function restores(playground: Playground, adapter: string): Promise<void> {
  const clean = cleanScene(64, 48);
  const noisy = await withNoise(clean);
  await playground.choose(adapter);
  await playground.restorePhoto(pngFile(`${adapter}.png`, noisy));
  const { image } = await playground.savePng();
  const gain = psnr(clean, image, colours) - psnr(clean, noisy, colours);
  expect(gain, adapter).toBeGreaterThan(3);
}

test.describe('after the first visit', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the page loads and restores without a network, under a sub-path', async ({
    page,
    context,
  }) => {
    const site = await serveBuiltPage(path);
    const address = `${site.origin}${path}`;
    await openAt(page, address);
    await untilKept(page);
    // Not only the network of the page is gone: there is no server any more.
    await context.setOffline(true);
    await site.close();

    const playground = await openAt(page, address);
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await restores(playground, 'denoise-25');
    await restores(playground, 'denoise-50');
  });

  test('it can be installed: a manifest, its icons, a worker for its scope', async ({ page }) => {
    const site = await serveBuiltPage(path);
    try {
      await openAt(page, `${site.origin}${path}`);
      const manifest = await page.evaluate(async () => {
        const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
        const response = await fetch(link?.href ?? '');
        const { icons, start_url, ...rest } = await response.json();
        const sizes = await Promise.all(
          icons.map(async (icon: { src: string }) => {
            const file = await fetch(new URL(icon.src, response.url));
            const { width } = await createImageBitmap(await file.blob());
            return width;
          }),
        );
        return { ...rest, sizes, start: new URL(start_url, response.url).href };
      });
      expect(manifest).toMatchObject({
        name: 'AdaptIR Playground',
        display: 'standalone',
        sizes: [192, 512, 512],
        start: `${site.origin}${path}`,
      });
      await untilKept(page);
    } finally {
      await site.close();
    }
  });
});

/** The service worker has stored all that it is to keep. */
async function untilKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 50));
  });
}

/** Fetches in the page and in the engine's worker; what came of it. */
async function fetchEverywhere(page: Page, address: string): Promise<string[]> {
  const fetching = (url: string) =>
    fetch(url).then(
      (response) => `answered ${response.status}`,
      () => 'refused',
    );
  const engine = page.workers().find((worker) => worker.url().includes('/worker-'));
  if (engine === undefined) throw new Error('The engine has no worker.');
  return [await page.evaluate(fetching, address), await engine.evaluate(fetching, address)];
}

test.describe('the policy', () => {
  test.use({ serviceWorkers: 'block' });

  test('connects to nowhere else, from the page or from its worker', async ({
    browser,
    baseURL,
  }) => {
    const stranger = await serveStranger();
    const open = async (context: BrowserContext) => {
      const page = await context.newPage();
      await openAt(page, baseURL ?? '');
      return page;
    };
    const context = await browser.newContext();
    const lawless = await browser.newContext({ bypassCSP: true });
    try {
      const page = await open(context);
      const violation = page.evaluate(
        () =>
          new Promise<string>((resolve) => {
            addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
              resolve(effectiveDirective),
            );
          }),
      );
      const outcomes = await fetchEverywhere(page, stranger.origin);
      expect(outcomes).toEqual(['refused', 'refused']);
      expect(await violation).toBe('connect-src');
      expect(stranger.asked).toEqual([]);

      // The stranger would have answered: it is the policy that refused.
      const [answered] = await fetchEverywhere(await open(lawless), stranger.origin);
      expect(answered).toBe('answered 200');
      expect(stranger.asked).toHaveLength(1);
    } finally {
      await context.close();
      await lawless.close();
      await stranger.close();
    }
  });

  test('stands in the page itself, for hosts that send no headers', async ({ browser }) => {
    // A page of its own: what the policy refuses is logged as an error.
    const page = await browser.newPage();
    const stranger = await serveStranger();
    const site = await serveBuiltPage(path);
    try {
      await page.goto(`${site.origin}${path}`);
      const outcome = await page.evaluate(
        (url) =>
          fetch(url).then(
            () => 'answered',
            () => 'refused',
          ),
        stranger.origin,
      );
      expect(outcome).toBe('refused');
      expect(stranger.asked).toEqual([]);
    } finally {
      await page.close();
      await site.close();
      await stranger.close();
    }
  });
});
