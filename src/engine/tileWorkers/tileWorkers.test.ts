import { expect, it } from 'vitest';
import { tileWorkerCount } from './tileWorkers';

it.each([
  ['one core, which has no other to share with', 1, 8, 1],
  ['two cores', 2, 8, 2],
  ['four, of which the page keeps one', 4, 8, 3],
  ['many', 64, 8, 8],
  ['many, and little memory', 64, 1, 2],
  ['hardly any memory', 8, 0.25, 1],
])('%s', (_, cores, gigabytes, workers) => {
  expect(tileWorkerCount(cores, gigabytes)).toBe(workers);
});
