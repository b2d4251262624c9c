import { describe, expect, test } from 'vitest';
import { appliedKey, asTrained, chosenRow, isSameApplied, type Mix, withoutAdapter } from './mixes';

const mixed: Mix = { strength: 60, second: { id: 'adapter-2', strength: 80 } };

describe('applied rows', () => {
  test.each<[string, string, Mix]>([
    ['adapter:adapter-1', 'adapter:adapter-1', asTrained],
    ['adapter:adapter-1@0', 'adapter:adapter-1', { strength: 0, second: null }],
    ['adapter:adapter-1@60+adapter-2@80', 'adapter:adapter-1', mixed],
    [
      'adapter:adapter-1+adapter-2@100',
      'adapter:adapter-1',
      { ...mixed, strength: 100, second: { id: 'adapter-2', strength: 100 } },
    ],
    ['backbone:x1', 'backbone:x1', asTrained],
  ])('%s is the key of one', (key, row, mix) => {
    expect(appliedKey({ row, mix })).toBe(key);
  });

  test('are the same where row, strengths and second adapter are', () => {
    const applied = { row: 'adapter:b', mix: mixed };
    expect(isSameApplied(applied, { row: 'adapter:b', mix: structuredClone(mixed) })).toBe(true);
    for (const other of [
      null,
      { ...applied, row: 'adapter:c' },
      { ...applied, mix: { ...mixed, strength: 65 } },
      { ...applied, mix: { ...mixed, second: null } },
      { ...applied, mix: { ...mixed, second: { id: 'adapter-3', strength: 80 } } },
      { ...applied, mix: { ...mixed, second: { id: 'adapter-2', strength: 85 } } },
    ]) {
      expect(isSameApplied(applied, other)).toBe(false);
      expect(isSameApplied(other, applied)).toBe(false);
    }
    expect(isSameApplied(null, null)).toBe(true);
  });

  test('what is chosen goes by its own mix', () => {
    const mixes = { 'adapter:b': mixed };
    expect(chosenRow({ chosen: null, mixes: {} })).toBeNull();
    expect(chosenRow({ chosen: 'adapter:a', mixes })).toEqual({ row: 'adapter:a', mix: asTrained });
    expect(chosenRow({ chosen: 'adapter:b', mixes })).toEqual({ row: 'adapter:b', mix: mixed });
  });

  test('an adapter leaves all mixes, or its successor takes its place in them', () => {
    const mixes = { 'adapter:b': mixed, 'adapter:adapter-2': { strength: 5, second: null } };
    expect(withoutAdapter(mixes, 'adapter-2', null)).toEqual({
      'adapter:b': { strength: 60, second: null },
    });
    expect(withoutAdapter(mixes, 'adapter-2', 'new')).toEqual({
      'adapter:b': { strength: 60, second: { id: 'new', strength: 80 } },
      'adapter:new': { strength: 5, second: null },
    });
  });
});
