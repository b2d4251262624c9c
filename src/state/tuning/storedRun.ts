import * as z from 'zod/mini';
import { adapterKinds } from '../../files/adapterKind';
import type { Recipe } from '../../imaging/degradation/recipe';
import type { TuningSettings } from '../../tuning/tuningSettings';

const settings = z.object({
  head: z.string(),
  steps: z.number(),
  batch: z.number(),
  patch: z.number(),
  learningRate: z.number(),
  warmUp: z.number(),
  finalRate: z.number(),
  weightDecay: z.number(),
  gradientClip: z.number(),
  loss: z.literal(['l1', 'charbonnier']),
  validateEvery: z.number(),
  seed: z.number(),
});

const schema = z.object({
  version: z.literal(1),
  name: z.string().check(z.minLength(1)),
  kind: z.literal([...adapterKinds]),
  hidden: z.number(),
  settings,
  // The engine reads recipes with a parser that the first view does without.
  recipe: z.array(z.looseObject({ kind: z.string() })),
});

/** What a stored run says about itself. */
export interface RunDescription extends Omit<z.infer<typeof schema>, 'recipe' | 'settings'> {
  readonly settings: TuningSettings;
  readonly recipe: Recipe;
}

/** Null for what is not understood here. */
export function readRunDescription(value: unknown): RunDescription | null {
  const { success, data } = schema.safeParse(value);
  return success ? { ...data, recipe: data.recipe as unknown as Recipe } : null;
}
