import { test as base, expect, type Request } from '@playwright/test';
import { Playground } from './playground';

interface Fixtures {
  readonly playground: Playground;
  /** Every request that the page and its workers make, in order. */
  readonly requests: readonly Request[];
  readonly nothingWrong: undefined;
}

/** Every test fails when the page or a worker of it logs an error or throws one. */
export const test = base.extend<Fixtures>({
  playground: async ({ page }, provide) => {
    await provide(new Playground(page));
  },
  requests: async ({ page }, provide) => {
    const requests: Request[] = [];
    page.on('request', (request) => requests.push(request));
    await provide(requests);
  },
  nothingWrong: [
    async ({ page }, provide) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await provide(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
