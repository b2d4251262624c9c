import { gzipSync } from 'node:zlib';
import { expect, test } from './test';

/** Bytes of the page's own JavaScript, compressed, that the first view may take. */
const most = 120_000;

test('the first view loads little JavaScript, and nothing of the engine', async ({ request }) => {
  const page = await (await request.get('')).text();
  const scripts = [
    ...page.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+\.js)"[^>]*>/g),
  ].map(([, address]) => address ?? '');
  expect(scripts.length).toBeGreaterThan(1);
  const codes = await Promise.all(
    scripts.map(async (address) => await (await request.get(address)).body()),
  );
  const bytes = codes.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0);
  expect(bytes).toBeLessThan(most);
  // A flag of tfjs's, which no bundle of it is without.
  for (const code of codes) expect(code.includes('CHECK_COMPUTATION_FOR_ERRORS')).toBe(false);
});
