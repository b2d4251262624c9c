import { defineConfig } from '@playwright/test';
import { chromiumPath } from './commands/chromium.ts';
import { chromiumFlags } from './commands/chromiumFlags.ts';

/** Another one where several checkouts are tested at once. */
const port = Number(process.env.E2E_PORT ?? 4317);

/** The built page in a real Chromium; the GPU is real WebGPU, on SwiftShader where there is none. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.test.ts',
  // One at a time: a software adapter takes every core there is.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 60_000 },
  // The second is what `npm run test:times` reads.
  reporter: [['list'], ['json', { outputFile: 'test-times/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1280, height: 800 },
    trace: 'off',
    // It would answer requests that these tests watch and change; its own tests let it in.
    serviceWorkers: 'block',
    actionTimeout: 30_000,
    launchOptions: { executablePath: chromiumPath(), args: chromiumFlags },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    port,
    stdout: 'ignore',
    timeout: 60_000,
  },
});
