import { describe, expect, it } from 'vitest';
import { withStrength } from './strength';

const values = (...numbers: number[]) => ({
  shape: [numbers.length],
  values: Float32Array.from(numbers),
});

const frozen = new Map([['tail_dn.2.weight', values(1, 2)]]);
const backbone = (name: string) => frozen.get(name);
const adapter = new Map([
  ['blocks.0.adaptir.head.weight', values(3, 4)],
  ['blocks.0.adaptir.tail.weight', values(5, -6)],
  ['blocks.0.bottleneck.up.bias', values(8)],
  ['blocks.0.attn.qkv.lora_A', values(9)],
  ['blocks.0.attn.qkv.lora_B', values(10)],
  ['tail_dn.2.weight', values(2, 0)],
]);

describe('an adapter of another strength', () => {
  it('is itself at 1', () => {
    expect(withStrength(adapter, backbone, 1)).toBe(adapter);
  });

  it('scales what it adds, and moves copies of the backbone along their line', () => {
    const half = withStrength(adapter, backbone, 0.5);
    expect([...half.keys()]).toEqual([...adapter.keys()]);
    const found = Object.fromEntries([...half].map(([name, own]) => [name, [...own.values]]));
    expect(found).toEqual({
      'blocks.0.adaptir.head.weight': [3, 4],
      'blocks.0.adaptir.tail.weight': [2.5, -3],
      'blocks.0.bottleneck.up.bias': [4],
      'blocks.0.attn.qkv.lora_A': [9],
      'blocks.0.attn.qkv.lora_B': [5],
      'tail_dn.2.weight': [1.5, 1],
    });
  });

  it('is the backbone at 0', () => {
    const none = withStrength(adapter, backbone, 0);
    expect(none.get('tail_dn.2.weight')?.values).toEqual(backbone('tail_dn.2.weight')?.values);
    expect(none.get('blocks.0.adaptir.tail.weight')?.values.every((value) => value === 0)).toBe(
      true,
    );
  });
});
