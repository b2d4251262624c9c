import type { Page } from '@playwright/test';
import { expect, test } from './test';

test('a second visit asks only whether the weights have changed', async ({ page, playground }) => {
  await playground.open('whatever works');
  const first = await weights(page);
  await playground.open('whatever works');
  const second = await weights(page);
  expect(first.bytes).toBeGreaterThan(3e6);
  expect(first.transferred).toBeGreaterThan(first.bytes);
  expect(second.bytes).toBe(first.bytes);
  // Headers of an answer without a body, for each file.
  expect(second.transferred).toBeLessThan(1000 * second.files);
});

/** What the page and its worker have fetched of the models' folder. */
async function weights(page: Page) {
  const timings = () =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ name }) => name.endsWith('.safetensors'))
      .map(({ transferSize, encodedBodySize }) => [transferSize, encodedBodySize] as const);
  const inWorker = await Promise.all(page.workers().map((worker) => worker.evaluate(timings)));
  const fetched = [await page.evaluate(timings), ...inWorker].flat();
  return {
    files: fetched.length,
    transferred: fetched.reduce((sum, [transferred]) => sum + transferred, 0),
    bytes: fetched.reduce((sum, [, bytes]) => sum + bytes, 0),
  };
}
