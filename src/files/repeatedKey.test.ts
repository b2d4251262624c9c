import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatedKey } from './repeatedKey';

describe('repeatedKey', () => {
  it.each([
    ['at the top', '{"a":1,"b":2,"a":3}', 'a'],
    ['nested', '{"x":{"dtype":1,"dtype":2}}', 'dtype'],
    ['inside an array', '[1,{"k":1, "k" : 2}]', 'k'],
    ['after a nested object', '{"a":{"b":[{}]},"a":1}', 'a'],
    ['written in two ways', '{"a":1,"\\u0061":2}', 'a'],
    ['holding quotes and braces', '{"\\"}{,":1,"\\"}{,":2}', '"}{,'],
    ['ending in a backslash', '{"\\\\":1,"\\\\":2}', '\\'],
    ['"__proto__"', '{"__proto__":1,"__proto__":2}', '__proto__'],
    ['empty', '{"":1,"":2}', ''],
  ])('finds a key %s', (_, json, key) => {
    expect(repeatedKey(json)).toBe(key);
  });

  it.each([
    ['values that equal keys', '{"a":"a","b":["b","b"],"c":"{\\"a\\":1,\\"a\\":2}"}'],
    ['the same key in two objects', '{"a":{"k":1},"b":{"k":1},"k":[{"k":1},{"k":1}]}'],
    ['keys that differ by an escape', '{"a":1,"\\\\u0061":2}'],
  ])('is not misled by %s', (_, json) => {
    expect(repeatedKey(json)).toBeNull();
  });

  it('finds nothing in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.json(), (json) => repeatedKey(json) === null));
  });
});
