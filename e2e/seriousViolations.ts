import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test';

/** What axe finds serious or critical on the page as it is. */
export async function seriousViolations(page: Page) {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  // A page that axe could not look into would pass everything by having nothing.
  expect(passes.length).toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
}
