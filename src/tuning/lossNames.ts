/** Losses to choose from; `losses` says what they are. */
export const lossNames = ['l1', 'charbonnier'] as const;
export type LossName = (typeof lossNames)[number];
