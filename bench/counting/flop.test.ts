import { describe, expect, it } from 'vitest';
import { flopOf } from './flop';

function flop(
  name: string,
  inputs: Record<string, number[]>,
  output: number[],
  attributes: Record<string, unknown> = {},
): number {
  return flopOf({ name, inputs: new Map(Object.entries(inputs)), attributes, output });
}

describe('operations of a kernel', () => {
  it('are twice the multiply-adds of products', () => {
    expect(flop('BatchMatMul', { a: [2, 3, 5], b: [2, 5, 7] }, [2, 3, 7])).toBe(2 * 2 * 3 * 5 * 7);
    const turned = { transposeA: true };
    expect(flop('_FusedMatMul', { a: [1, 5, 3], b: [1, 5, 7] }, [1, 3, 7], turned)).toBe(210);
    expect(flop('NormalizedLinear', { x: [1, 4, 4, 8], weight: [8, 3] }, [1, 4, 4, 3])).toBe(768);
  });

  it('count every weight of a kernel', () => {
    const inputs = { residual: [1, 2, 2, 6], weight: [3, 6], weight2: [5, 6], bias: [6] };
    expect(flop('ResidualLinear', inputs, [1, 2, 2, 6])).toBe(2 * 4 * 6 * (3 + 5));
  });

  it('are those of convolutions, strided and depthwise ones too', () => {
    expect(flop('Conv2D', { x: [1, 8, 8, 2], filter: [4, 4, 2, 6] }, [1, 4, 4, 6])).toBe(
      2 * 16 * 6 * 4 * 4 * 2,
    );
    const depthwise = { x: [1, 4, 4, 6], filter: [5, 5, 6, 1] };
    expect(flop('DepthwiseConv2dNative', depthwise, [1, 4, 4, 6])).toBe(2 * 16 * 6 * 25);
  });

  it('of attention are those of its windows', () => {
    const found = flop('CrossWindowAttention', {}, [1, 8, 8, 4], { window: [2, 4] });
    expect(found).toBe(2 * 256 * (8 + 8 + 9));
  });

  it('are refused where they are not known', () => {
    expect(() => flop('Mystery', { x: [1] }, [1])).toThrow('Mystery');
    expect(flop('Transpose', { x: [2, 3] }, [3, 2])).toBe(0);
  });
});
