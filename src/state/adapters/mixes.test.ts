import { describe, expect, test } from 'vitest';
import { asTrained, type Blend, blendedKey, chosenKey, partsOfKey, withoutAdapter } from './mixes';

const mixed: Blend = { strength: 60, second: { id: 'adapter-2', strength: 80 } };

describe('keys of blends', () => {
  test.each<[string, Blend]>([
    ['adapter:adapter-1', asTrained],
    ['adapter:adapter-1@0', { strength: 0, second: null }],
    ['adapter:adapter-1@60+adapter-2@80', mixed],
    [
      'adapter:adapter-1+adapter-2@100',
      { ...mixed, strength: 100, second: { id: 'adapter-2', strength: 100 } },
    ],
    ['backbone:x1', asTrained],
  ])('%s names a row and its blend', (key, blend) => {
    const [row = ''] = key.split(/[@+]/);
    expect(blendedKey(row, blend)).toBe(key);
    expect(partsOfKey(key)).toEqual({ row, blend });
  });

  test('what is chosen goes by its own blend', () => {
    expect(chosenKey({ chosen: null, blends: {} })).toBeNull();
    expect(chosenKey({ chosen: 'adapter:a', blends: { 'adapter:b': mixed } })).toBe('adapter:a');
    expect(chosenKey({ chosen: 'adapter:b', blends: { 'adapter:b': mixed } })).toBe(
      'adapter:b@60+adapter-2@80',
    );
  });

  test('an adapter leaves all blends, or its successor takes its place in them', () => {
    const blends = { 'adapter:b': mixed, 'adapter:adapter-2': { strength: 5, second: null } };
    expect(withoutAdapter(blends, 'adapter-2', null)).toEqual({
      'adapter:b': { strength: 60, second: null },
    });
    expect(withoutAdapter(blends, 'adapter-2', 'new')).toEqual({
      'adapter:b': { strength: 60, second: { id: 'new', strength: 80 } },
      'adapter:new': { strength: 5, second: null },
    });
  });
});
