/** Hidden width h and squeeze s of an adapter; the rank is h // 2. */
export interface AdapterSizes {
  readonly hidden: number;
  readonly squeeze: number;
}

/**
 * The small weights of an adapter in one buffer, since a shader may bind few: parts under their
 * published names and layouts, one after the other. `conv_weight` is A·B, `[h,9]`.
 */
export function packedParts({ hidden, squeeze }: AdapterSizes): ReadonlyMap<string, number> {
  const rank = Math.floor(hidden / 2);
  return new Map([
    ['conv_weight', 9 * hidden],
    ['conv_bias', hidden],
    ['amp_fuse.weight', hidden],
    ['amp_fuse.bias', hidden],
    ['pha_fuse.weight', hidden],
    ['pha_fuse.bias', hidden],
    ['compress.weight', hidden],
    ['compress.bias', 1],
    ['proj.0.weight', rank * hidden],
    ['proj.0.bias', rank],
    ['proj.2.weight', hidden * rank],
    ['proj.2.bias', hidden],
    ['channel_interaction.1.weight', squeeze * hidden],
    ['channel_interaction.1.bias', squeeze],
    ['channel_interaction.3.weight', hidden * squeeze],
    ['channel_interaction.3.bias', hidden],
    ['spatial_interaction.weight', hidden],
    ['spatial_interaction.bias', 1],
  ]);
}

/** Where a part begins. */
export function packedOffset(sizes: AdapterSizes, part: string): number {
  let offset = 0;
  for (const [name, length] of packedParts(sizes)) {
    if (name === part) return offset;
    offset += length;
  }
  throw new RangeError(`Adapters have no part “${part}”.`);
}

/** WGSL of a vector of `lanes` numbers of `packed` from `start` on. */
export function packedVector(start: string, lanes: number, stride = 1): string {
  const numbers = Array.from({ length: lanes }, (_, i) => `packed[${start} + ${i * stride}]`);
  return `vec${lanes}<f32>(${numbers.join(', ')})`;
}
