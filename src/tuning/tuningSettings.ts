import { z } from 'zod';
import { lossNames } from './lossNames';

/** How a run trains: everything that decides its result beside the photos and where it starts. */
export const tuningSettingsSchema = z.object({
  /** Key in the `heads` of the backbone's config. */
  head: z.string(),
  steps: z.int().min(1).max(100_000),
  /** Patches in each step. */
  batch: z.int().min(1).max(64),
  /** Side of a degraded patch in pixels. */
  patch: z.int().min(8).max(512),
  learningRate: z.number().positive().max(1),
  /** Steps over which the learning rate rises from 0. */
  warmUp: z.int().min(0),
  /** Share of the learning rate that is left at the end. */
  finalRate: z.number().min(0).max(1),
  weightDecay: z.number().min(0).max(1),
  /** Largest norm of all gradients together. */
  gradientClip: z.number().positive(),
  loss: z.enum(lossNames),
  /** Steps between validations. */
  validateEvery: z.int().min(1),
  seed: z.int(),
});

export type TuningSettings = z.infer<typeof tuningSettingsSchema>;
