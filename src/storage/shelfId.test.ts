import { expect, test } from 'vitest';
import { newShelfId, shelfEntry } from './shelfId';

test('the name of what is kept tells since when, and how come', () => {
  const before = Date.now();
  const ids = [newShelfId('made'), newShelfId('imported'), newShelfId('copied')];
  expect([...ids].sort()).toEqual(ids);
  expect(ids.map((id) => shelfEntry(id).origin)).toEqual(['made', 'imported', 'copied']);
  expect(shelfEntry(ids[0] ?? '').since).toBeGreaterThanOrEqual(before);
});

test('names of before it told still tell since when', () => {
  expect(shelfEntry('1764054000000-0001-0a1b2c3d')).toEqual({ since: 1764054000000, origin: null });
  expect(shelfEntry('anything')).toEqual({ since: null, origin: null });
});
