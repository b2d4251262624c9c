import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { chromiumPath } from './commands/chromium.ts';
import { chromiumCanvasFlags, chromiumFlags } from './commands/chromiumFlags.ts';
import { assembly } from './site/assembly.ts';
import { isolationHeaders } from './site/headers.ts';
import viteConfig from './vite.config.ts';

/** By path: files that share a page run in the same order on every machine, whatever ran before. */
class InOrderOfPaths extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/**
 * `x.test.ts` runs in Node; `x.browser.test.ts` in a real Chromium with a real WebGPU adapter,
 * `x.canvas.test.ts` in one whose WebGPU also draws on canvases.
 */
export default defineConfig({
  test: {
    // The second is what `npm run test:times` reads.
    reporters: ['default', ['json', { outputFile: 'test-times/unit.json' }]],
    tags: [{ name: 'thorough', description: 'Only in `npm run test:all`, not in `npm test`.' }],
    sequence: { sequencer: InOrderOfPaths },
    projects: [
      {
        test: {
          name: 'node',
          include: ['{src,commands,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{browser,canvas}.test.{ts,tsx}'],
          // Comparing all the bytes of an adapter takes a busy machine seconds.
          testTimeout: 60_000,
        },
      },
      inChromium('browser', chromiumFlags),
      inChromium('canvas', chromiumCanvasFlags),
    ],
  },
});

/** A project of the tests `x.<name>.test.ts`. */
function inChromium(name: string, flags: readonly string[]): TestProjectConfiguration {
  return {
    plugins: [assembly()],
    server: { headers: isolationHeaders },
    optimizeDeps: viteConfig.optimizeDeps ?? {},
    test: {
      name,
      include: [`{src,bench,goldens}/**/*.${name}.test.{ts,tsx}`],
      testTimeout: 600_000,
      hookTimeout: 300_000,
      fileParallelism: false,
      // One page for all files: what they load and compile is loaded and compiled once.
      isolate: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: { executablePath: chromiumPath(), args: [...flags] },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}
