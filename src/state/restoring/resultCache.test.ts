import { describe, expect, test } from 'vitest';
import { image } from '../playground/testPlayground';
import { ResultCache, resultBytes } from './resultCache';

const nothing = () => false;

/** Three results of 40 bytes each, `a` the oldest, within a budget. */
function cacheOf(budget: number) {
  const cache = new ResultCache(budget);
  for (const key of ['a', 'b', 'c']) cache.put(key, image(5, 2, 1));
  return cache;
}

const keysOf = (cache: ResultCache) => ['a', 'b', 'c'].filter((key) => cache.has(key));

describe('the results of a photo', () => {
  test('stay while they are within the budget', () => {
    const cache = cacheOf(120);
    cache.trim(nothing);
    expect(cache.bytes).toBe(120);
    expect(keysOf(cache)).toEqual(['a', 'b', 'c']);
    expect(new ResultCache().budget).toBe(resultBytes);
  });

  test('go least recently used first', () => {
    const cache = cacheOf(119);
    cache.use('a');
    cache.trim(nothing);
    expect(keysOf(cache)).toEqual(['a', 'c']);
    cache.put('c', image(5, 2, 2));
    cache.put('b', image(5, 2, 3));
    cache.trim(nothing);
    expect(keysOf(cache)).toEqual(['b', 'c']);
    expect(cache.get('c')?.data[0]).toBe(2);
    expect(cache.bytes).toBe(80);
  });

  test('that are kept stay whatever they take', () => {
    const cache = cacheOf(10);
    cache.trim((key) => key === 'a');
    expect(keysOf(cache)).toEqual(['a']);
    expect(cache.bytes).toBe(40);
  });

  test('looking at one is no use of it, and the same key never counts twice', () => {
    const cache = cacheOf(120);
    cache.get('a');
    cache.put('b', image(5, 2, 2));
    expect(cache.bytes).toBe(120);
    cache.trim(nothing, 100);
    expect(keysOf(cache)).toEqual(['b', 'c']);
  });
});
