/**
 * What the weights' study chose for AdaptIR with the route's last modules, at 2e-3 for both; the
 * rest as in the pre-training package.
 */
export const defaultTuning = {
  batch: 2,
  learningRate: 2e-3,
  warmUp: 20,
  finalRate: 0.02,
  weightDecay: 0.01,
  gradientClip: 1,
  loss: 'l1',
  validateEvery: 50,
  seed: 1,
} as const;

/** Hidden width of a fresh adapter's branches, as the weights' study chose it. */
export const defaultHidden = 24;
