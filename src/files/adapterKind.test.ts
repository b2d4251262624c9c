import { describe, expect, it } from 'vitest';
import { kindOfTensors } from './adapterKind';

describe('kindOfTensors', () => {
  const block = 'body.layers.0.residual_group.blocks.0';
  it.each([
    ['adaptir', ['tail_dn.2.weight', `${block}.adaptir.head.weight`]],
    ['lora', [`${block}.qkv.lora_A`, `${block}.qkv.lora_B`, 'tail_dn.2.weight']],
    ['bottleneck', ['tail_dn.2.weight', `${block}.bottleneck.down.weight`]],
    ['full', [`${block}.qkv.weight`, 'tail_dn.2.weight']],
    ['adaptir', []],
  ] as const)('knows %s by its tensors', (kind, names) => {
    expect(kindOfTensors(names)).toBe(kind);
  });
});
