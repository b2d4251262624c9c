/** How the learning rate goes over a run: up in a line, then down as a half cosine. */
export interface Schedule {
  /** Of the whole run. */
  readonly steps: number;
  /** Steps over which it rises from 0. */
  readonly warmUp: number;
  /** Share of the learning rate that is left at the end. */
  readonly finalRate: number;
}

/**
 * What the learning rate is multiplied by at this step (the first is 0): linear warm-up times cosine
 * decay (Loshchilov & Hutter, ICLR 2017, without restarts).
 */
export function rateFactor(step: number, { steps, warmUp, finalRate }: Schedule): number {
  const rising = warmUp === 0 ? 1 : Math.min(1, (step + 1) / warmUp);
  const cosine = 0.5 * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps));
  return rising * (finalRate + (1 - finalRate) * cosine);
}
