import { expect, test } from 'vitest';
import { newStoredId, storedEntry } from './storedId';

test('the name of what is kept tells since when, and how come', () => {
  const before = Date.now();
  const ids = [newStoredId('made'), newStoredId('imported'), newStoredId('copied')];
  expect([...ids].sort()).toEqual(ids);
  expect(ids.map((id) => storedEntry(id).origin)).toEqual(['made', 'imported', 'copied']);
  expect(storedEntry(ids[0] ?? '').since).toBeGreaterThanOrEqual(before);
});

test('names of before it told still tell since when', () => {
  expect(storedEntry('1764054000000-0001-0a1b2c3d')).toEqual({
    since: 1764054000000,
    origin: null,
  });
  expect(storedEntry('anything')).toEqual({ since: null, origin: null });
});
