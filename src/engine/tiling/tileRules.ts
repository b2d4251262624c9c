import type { HeadProperties } from '../../networks/network';

/** What the running backend can take in one tile, whatever it costs. */
export interface TileBudget {
  /** Largest activation, in bytes. */
  readonly activationBytes: number;
}

const mebibyte = 2 ** 20;

/**
 * Budget of a backend. Processors, software adapters among them, get small tiles, so that Cancel and
 * the first pixels do not wait for long; WebGL, whose memory cannot be measured, gets middling ones.
 * On a GPU in WebGPU the device's buffers are the only limit here: `planTiles` measures.
 */
export function tileBudget(
  backend: 'webgpu' | 'webgl' | 'wasm' | 'cpu',
  device: { readonly isSoftware: boolean; readonly maxBufferBytes: number } | null,
): TileBudget {
  if (backend === 'cpu') return { activationBytes: mebibyte };
  if (backend === 'wasm') return { activationBytes: 16 * mebibyte };
  if (device === null) return { activationBytes: 64 * mebibyte };
  return {
    activationBytes: device.isSoftware ? 4 * mebibyte : device.maxBufferBytes / 2,
  };
}

/** Side of the largest tile within the budget that the head takes. */
export function largestSide(head: HeadProperties, { activationBytes }: TileBudget): number {
  if (head.fixedSide !== null) return head.fixedSide;
  const affordable = Math.sqrt(activationBytes / head.activationBytes);
  return Math.max(1, Math.floor(affordable / head.sideMultiple)) * head.sideMultiple;
}

/** Sides that a tile may have, rising: multiples up to `maxSide`, one at least, or the network's own. */
export function tileSides(
  { sideMultiple, fixedSide }: HeadProperties,
  maxSide: number,
): readonly number[] {
  if (fixedSide !== null) return [fixedSide];
  const count = Math.max(1, Math.floor(maxSide / sideMultiple));
  return Array.from({ length: count }, (_, i) => (i + 1) * sideMultiple);
}

/** Pixels over which neighbours should blend. */
export function wantedOverlap({ sideMultiple }: HeadProperties): number {
  return Math.max(16, sideMultiple / 2);
}

/** Pixels over which neighbours of this side blend: small ones have less to share. */
export function overlapOf(head: HeadProperties, side: number): number {
  return Math.min(wantedOverlap(head), Math.floor(side / 3));
}
