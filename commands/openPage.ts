import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { createServer } from 'vite';
import { UsageError } from './arguments.ts';
import { chromiumPath } from './chromium.ts';

/** A page of the project's sources in a headless Chromium, and the files that it may fetch. */
export interface OpenPage {
  readonly page: Page;
  readonly browser: Browser;
  /** Lets the page fetch a file of this machine; returns its address. */
  serve(path: string): Promise<string>;
  close(): Promise<void>;
}

const projectRoot = resolve(import.meta.dirname, '..');

/**
 * Serves the project from its sources and opens one of its pages.
 *
 * @param path of the page, from the project's root.
 * @param global that the page's script sets when it is ready.
 */
export async function openPage(
  path: string,
  global: string,
  flags: readonly string[],
): Promise<OpenPage> {
  const server = await createServer({
    root: projectRoot,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    // It finds its WASM and its threads beside its own script.
    optimizeDeps: { exclude: ['onnxruntime-web'] },
  });
  await server.listen();
  const origin = server.resolvedUrls?.local[0];
  if (origin === undefined) throw new Error('Vite did not say where it serves.');
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...flags] });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`In the page: ${error.message}`));
  await page.goto(`${origin}${path}`);
  await page.waitForFunction((name) => name in window, global, { timeout: 120_000 });
  let served = 0;
  return {
    page,
    browser,
    serve: async (file) => {
      if (!existsSync(file)) throw new UsageError(`There is no file “${file}”.`);
      const url = `${origin}served/${++served}`;
      await page.route(url, (route) => route.fulfill({ path: resolve(file) }));
      return url;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
