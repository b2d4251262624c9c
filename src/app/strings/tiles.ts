import type { TileReason } from '../../engine/protocol';

/** Loaded with the first result: no part of the first view. */
export const tiles = {
  reason: {
    'whole-photo': 'whole photo',
    fastest: 'fastest here',
    'fewest-pixels': 'least overlap',
    memory: 'as memory allows',
    latency: 'to stay responsive',
    device: 'largest here',
    network: 'fixed',
  } satisfies Record<TileReason, string>,
  reasonHint: {
    'whole-photo': 'The whole photo fits one tile.',
    fastest: 'Measured on this device: any other size would take longer for this photo.',
    'fewest-pixels': 'Of the tiles that this device takes, these compute the fewest pixels.',
    memory: 'A larger one would be faster, but would take more memory than is allowed.',
    latency:
      'A larger one would be faster, but would keep the graphics card for too long at a time.',
    device: 'The largest that keeps this device responsive.',
    network: 'This backbone takes tiles of one size only.',
  } satisfies Record<TileReason, string>,
} as const;
