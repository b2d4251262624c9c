import { describe, expect, it } from 'vitest';
import { halfAccess } from './halfAccess';

describe('code for buffers of halves', () => {
  it('loads what it read, however deep in an index', () => {
    const { translate, functions } = halfAccess(
      new Map([
        ['x', 4],
        ['weight', 2],
      ]),
      null,
    );
    expect(translate('let a = x[b[i] + 1] * weight[i32(x[0].y)];')).toBe(
      'let a = load_x(b[i] + 1) * load_weight(i32(load_x(0).y));',
    );
    expect(functions).toContain('fn load_x(i : i32) -> vec4<f32>');
    expect(functions).toContain('fn load_weight(i : i32) -> vec2<f32>');
  });

  it('leaves other names alone', () => {
    const { translate } = halfAccess(new Map([['x', 4]]), null);
    const code = 'let x0 = x2[1] + max[0]; let x = i % 4; result[x] = x0;';
    expect(translate(code)).toBe(code);
  });

  it('stores what it assigned to the result', () => {
    const { translate } = halfAccess(new Map([['x', 4]]), 4);
    expect(translate('if (a) { result[at(1, c[2])] = x[0]\n  + y; } result[1]=y;')).toBe(
      'if (a) { store_result(at(1, c[2]), load_x(0)\n  + y); } store_result(1, y);',
    );
  });

  it('refuses what it cannot translate', () => {
    const { translate } = halfAccess(new Map(), 4);
    expect(() => translate('result[0] += 1.0;')).toThrow('assigned');
    expect(() => translate('let y = result[0];')).toThrow('assigned');
    expect(() => translate('result[0 = 1.0;')).toThrow('not closed');
    expect(() => halfAccess(new Map(), 1)).toThrow('share a word');
  });
});
