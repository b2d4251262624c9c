import type { ParameterSpec } from '../parameters';

/** Sizes of one adapter: width C of the block, hidden width h, squeeze s; the rank is h // 2. */
export interface AdaptirSizes {
  readonly width: number;
  readonly hidden: number;
  readonly squeeze: number;
}

/**
 * Module name of the adapter inside a transformer block. A mix has several side by side: those after
 * the first are `adaptir_2`, `adaptir_3`, …
 *
 * @param place among them, from 0.
 */
export function adaptirModule(place: number): string {
  return place === 0 ? 'adaptir' : `adaptir_${place + 1}`;
}

/** Every parameter and running statistic of one adapter, named from its module on. */
export function adaptirParameters(sizes: AdaptirSizes): Map<string, ParameterSpec> {
  const { width, hidden, squeeze } = sizes;
  const rank = Math.floor(hidden / 2);
  return new Map<string, ParameterSpec>([
    ['conv_weight_A', { shape: [hidden, rank], kind: 'plain' }],
    ['conv_weight_B', { shape: [rank, 9], kind: 'plain' }],
    ['conv_bias', { shape: [hidden], kind: 'plain' }],
    ['head.weight', { shape: [hidden, width, 1, 1], kind: 'pointwise' }],
    ['head.bias', { shape: [hidden], kind: 'plain' }],
    ['BN.weight', { shape: [hidden], kind: 'plain' }],
    ['BN.bias', { shape: [hidden], kind: 'plain' }],
    ['BN.running_mean', { shape: [hidden], kind: 'plain' }],
    ['BN.running_var', { shape: [hidden], kind: 'plain' }],
    ['amp_fuse.weight', { shape: [hidden, 1, 1, 1], kind: 'plain' }],
    ['amp_fuse.bias', { shape: [hidden], kind: 'plain' }],
    ['pha_fuse.weight', { shape: [hidden, 1, 1, 1], kind: 'plain' }],
    ['pha_fuse.bias', { shape: [hidden], kind: 'plain' }],
    ['compress.weight', { shape: [1, hidden, 1, 1], kind: 'pointwise' }],
    ['compress.bias', { shape: [1], kind: 'plain' }],
    ['proj.0.weight', { shape: [rank, hidden], kind: 'linear' }],
    ['proj.0.bias', { shape: [rank], kind: 'plain' }],
    ['proj.2.weight', { shape: [hidden, rank], kind: 'linear' }],
    ['proj.2.bias', { shape: [hidden], kind: 'plain' }],
    ['tail.weight', { shape: [width, hidden, 1, 1], kind: 'pointwise' }],
    ['channel_interaction.1.weight', { shape: [squeeze, hidden, 1, 1], kind: 'pointwise' }],
    ['channel_interaction.1.bias', { shape: [squeeze], kind: 'plain' }],
    ['channel_interaction.3.weight', { shape: [hidden, squeeze, 1, 1], kind: 'pointwise' }],
    ['channel_interaction.3.bias', { shape: [hidden], kind: 'plain' }],
    ['spatial_interaction.weight', { shape: [1, hidden, 1, 1], kind: 'pointwise' }],
    ['spatial_interaction.bias', { shape: [1], kind: 'plain' }],
  ]);
}

/**
 * Every parameter of the adapters in these blocks, named from the network on.
 *
 * @param all the sizes of those that stand side by side in each block.
 */
export function adaptersInBlocks(
  blocks: readonly string[],
  ...all: readonly AdaptirSizes[]
): Map<string, ParameterSpec> {
  return new Map(
    blocks.flatMap((block) =>
      all.flatMap((sizes, place) =>
        [...adaptirParameters(sizes)].map(
          ([name, spec]) => [`${block}.${adaptirModule(place)}.${name}`, spec] as const,
        ),
      ),
    ),
  );
}

/** Names that hold running statistics, which no gradient reaches. */
export function isRunningStatistic(name: string): boolean {
  return name.endsWith('BN.running_mean') || name.endsWith('BN.running_var');
}

/**
 * The sizes that one adapter's own tensors announce.
 *
 * @param shapeOf published shape of a parameter named from the adapter's module on.
 * @returns null where `head.weight` or the squeeze's weight is missing or of the wrong rank.
 */
export function adaptirSizes(
  shapeOf: (name: string) => readonly number[] | undefined,
): AdaptirSizes | null {
  const [hidden, width] = shapeOf('head.weight') ?? [];
  const [squeeze] = shapeOf('channel_interaction.1.weight') ?? [];
  if (hidden === undefined || width === undefined || squeeze === undefined) return null;
  return { width, hidden, squeeze };
}
