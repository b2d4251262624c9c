import { z } from 'zod';

/** A fixed value, or [min, max] to draw from uniformly. */
export type Range = number | readonly [number, number];

const number = (min: number, max: number) => z.number().min(min).max(max);

function range(min: number, max: number) {
  const ends = z
    .tuple([number(min, max), number(min, max)])
    .refine(([low, high]) => low <= high, 'a range must be [smaller, larger]');
  return z.union([number(min, max), ends], `expected a number from ${min} to ${max}, or two`);
}

const plainSteps = [
  /** Normal noise, the same σ in R, G and B, each sample for itself; σ in 8-bit units. */
  z.strictObject({ kind: z.literal('gaussian-noise'), sigma: range(0, 255) }),
  /** A sensor's: `peak` photons at white, read noise σ in 8-bit units. */
  z.strictObject({
    kind: z.literal('poisson-gaussian'),
    peak: range(1, 1e6),
    sigma: range(0, 255),
  }),
  /** σ in pixels. */
  z.strictObject({ kind: z.literal('gaussian-blur'), sigma: range(0, 50) }),
  /** Length in pixels; angle in degrees, counter-clockwise from the horizontal. */
  z.strictObject({
    kind: z.literal('motion-blur'),
    length: range(1, 200),
    angle: range(-360, 360),
  }),
  /** A lens out of focus: a disc, radius in pixels. */
  z.strictObject({ kind: z.literal('defocus'), radius: range(0, 50) }),
  z.strictObject({ kind: z.literal('bicubic-down'), scale: z.int().min(1).max(16) }),
  /** Quality as libjpeg's, in percent. */
  z.strictObject({ kind: z.literal('jpeg'), quality: range(1, 100) }),
  /** Streaks: length in pixels, angle as of motion blur (90 falls straight down), share of pixels
   *  that hold a drop, share of the way to white. */
  z.strictObject({
    kind: z.literal('rain'),
    length: range(1, 200),
    angle: range(-360, 360),
    density: range(0, 1),
    brightness: range(0, 1),
  }),
  /** Values in 0–1 to the power of gamma, then times gain. */
  z.strictObject({ kind: z.literal('darken'), gamma: range(1, 10), gain: range(0, 1) }),
] as const;

const plainStepSchema = z.discriminatedUnion('kind', plainSteps, { error: nameUnknownKind });

/** One of the options, each as likely. */
const oneOfSchema = z.strictObject({
  kind: z.literal('one-of'),
  options: z.array(plainStepSchema).min(1),
});

const stepSchema = z.discriminatedUnion('kind', [...plainSteps, oneOfSchema], {
  error: nameUnknownKind,
});

/** The steps that degrade a picture, in order, as adapter files store them under `degradation`. */
export const recipeSchema = z.array(stepSchema);

export type PlainStep = z.infer<typeof plainStepSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Recipe = readonly Step[];

/**
 * Checks a recipe that comes from outside.
 *
 * @param value parsed JSON.
 * @throws Error whose message is a sentence that names the first thing wrong.
 */
export function parseRecipe(value: unknown): Recipe {
  const result = recipeSchema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new Error(
    `This degradation recipe can't be used: ${place === '' ? '' : `at ${place}, `}${issue?.message}.`,
  );
}

/** Zod's own words would be "Invalid input", for steps from a newer version as well. */
function nameUnknownKind(issue: { readonly input?: unknown }): string {
  const { input } = issue;
  if (typeof input === 'object' && input !== null && 'kind' in input) {
    return `the step "${String(input.kind)}" is not known here`;
  }
  return 'expected a step with its "kind"';
}
