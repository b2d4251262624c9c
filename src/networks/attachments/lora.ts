import * as tf from '../../kernels/tf';
import type { ParameterKind, Parameters } from '../parameters';
import { SpecTable } from '../specTable';

/** A linear layer of a block that a LoRA updates, and how its weight is laid out. */
export interface LoraTarget {
  /** Named from the block on. */
  readonly module: string;
  readonly from: number;
  readonly to: number;
  readonly kind: Extract<ParameterKind, 'linear' | 'halved-qkv'>;
}

/** Every parameter of the low-rank updates in these blocks, named from the network on. */
export function loraParameters(
  blocks: readonly string[],
  targets: readonly LoraTarget[],
  rank: number,
): SpecTable['specs'] {
  const table = new SpecTable();
  for (const block of blocks) {
    for (const { module, from, to, kind } of targets) {
      table.add(`${block}.${module}.lora_A`, 'linear', [rank, from]);
      table.add(`${block}.${module}.lora_B`, kind, [to, rank]);
    }
  }
  return table.specs;
}

/** Whether the module's parameters hold a low-rank update that has not been merged. */
export function hasLora(p: Parameters): boolean {
  return p.has('lora_A');
}

/**
 * `B A x` over the last axis (Hu et al., ICLR 2022, scaling α / r = 1), to be added to the layer's
 * own output. For restoring, `B A` has been added to its weight (see `foldedIntoBackbone`).
 *
 * @param columns of the output, where it should be a part only: first and count.
 */
export function lowRank<T extends tf.Tensor>(
  x: T,
  p: Parameters,
  columns?: readonly [first: number, count: number],
): T {
  return tf.tidy(() => {
    const down = p.get<tf.Rank.R2>('lora_A');
    const whole = p.get<tf.Rank.R2>('lora_B');
    const up = columns === undefined ? whole : tf.slice(whole, [0, columns[0]], [-1, columns[1]]);
    const rows = tf.reshape(x, [-1, down.shape[0]]) as tf.Tensor2D;
    const product = tf.matMul(tf.matMul(rows, down), up);
    return tf.reshape(product, [...x.shape.slice(0, -1), up.shape[1]]) as T;
  });
}
