import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium, type Page } from 'playwright';
import { createServer } from 'vite';
import { UsageError } from '../arguments.ts';
import { chromiumFlags, chromiumPath } from '../chromium.ts';

/** A page with the engine in it, in a headless Chromium, and the files that it may fetch. */
export interface OpenWorkbench {
  readonly page: Page;
  /** Lets the page fetch a file of this machine; returns its address. */
  serve(path: string): Promise<string>;
  close(): Promise<void>;
}

const projectRoot = resolve(import.meta.dirname, '../..');

/** Serves the project from its sources and opens the workbench page. */
export async function openWorkbench(): Promise<OpenWorkbench> {
  const server = await createServer({
    root: projectRoot,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  });
  await server.listen();
  const origin = server.resolvedUrls?.local[0];
  if (origin === undefined) throw new Error('Vite did not say where it serves.');
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`In the page: ${error.message}`));
  await page.goto(`${origin}commands/workbench/index.html`);
  await page.waitForFunction(() => 'workbench' in window, undefined, { timeout: 120_000 });
  let served = 0;
  return {
    page,
    serve: async (path) => {
      if (!existsSync(path)) throw new UsageError(`There is no file “${path}”.`);
      const url = `${origin}served/${++served}`;
      await page.route(url, (route) => route.fulfill({ path: resolve(path) }));
      return url;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
