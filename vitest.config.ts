import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, chromiumPath } from './commands/chromium.ts';
import { assembly } from './site/assembly.ts';
import { isolationHeaders } from './site/headers.ts';
import viteConfig from './vite.config.ts';

/** `x.test.ts` runs in Node; `x.browser.test.ts` in a real Chromium with a real WebGPU adapter. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{src,commands,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.browser.test.{ts,tsx}'],
          // Comparing all the bytes of an adapter takes a busy machine seconds.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [assembly()],
        server: { headers: isolationHeaders },
        optimizeDeps: viteConfig.optimizeDeps ?? {},
        test: {
          name: 'browser',
          include: ['{src,bench}/**/*.browser.test.{ts,tsx}'],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromiumPath(), args: chromiumFlags },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
