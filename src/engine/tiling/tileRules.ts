import type { HeadProperties } from '../../networks/network';
import type { TileRules } from './tileGrid';

/** What the running backend can take in one tile. */
export interface TileBudget {
  /** Largest activation, in bytes; a tile in flight takes about eight times as much. */
  readonly activationBytes: number;
}

const mebibyte = 2 ** 20;

/**
 * Budget of a backend. Software adapters and processors get small tiles, so that Cancel and the
 * first pixels do not wait for long.
 */
export function tileBudget(
  backend: 'webgpu' | 'webgl' | 'wasm' | 'cpu',
  device: { readonly isSoftware: boolean; readonly maxBufferBytes: number } | null,
): TileBudget {
  if (backend === 'cpu') return { activationBytes: mebibyte };
  if (backend === 'wasm') return { activationBytes: 16 * mebibyte };
  if (device?.isSoftware) return { activationBytes: 4 * mebibyte };
  const wanted = 64 * mebibyte;
  return {
    activationBytes: Math.min(wanted, (device?.maxBufferBytes ?? Number.POSITIVE_INFINITY) / 2),
  };
}

/** The largest tile within the budget that the head takes. */
export function tileRules(head: HeadProperties, budget: TileBudget): TileRules {
  const { sideMultiple, fixedSide, activationBytes } = head;
  const affordable = Math.sqrt(budget.activationBytes / activationBytes);
  const maxSide = Math.max(1, Math.floor(affordable / sideMultiple)) * sideMultiple;
  const overlap = Math.min(Math.max(16, sideMultiple / 2), Math.floor((fixedSide ?? maxSide) / 3));
  return { maxSide, sideMultiple, fixedSide, overlap };
}
