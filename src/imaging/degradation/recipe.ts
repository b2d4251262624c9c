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
  /** A hand that doesn't keep still: how many pixels its path is across, and from 0, a straight
   *  line, to 1, how much it turns. */
  z.strictObject({ kind: z.literal('camera-shake'), length: range(1, 200), jitter: range(0, 1) }),
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
  /** Shares of contrast and saturation that are lost, and a cast from blue, −1, to yellow, 1. */
  z.strictObject({
    kind: z.literal('fade'),
    contrast: range(0, 1),
    saturation: range(0, 1),
    cast: range(-1, 1),
  }),
  /** A film's: σ in mid-tones in 8-bit units, and size, the σ of its blur in pixels. */
  z.strictObject({ kind: z.literal('grain'), sigma: range(0, 255), size: range(0, 10) }),
  /** Per megapixel; length and width in pixels. */
  z.strictObject({
    kind: z.literal('scratches'),
    density: range(0, 1e4),
    length: range(1, 4000),
    width: range(0, 50),
    opacity: range(0, 1),
  }),
  /** Per megapixel; radius in pixels. */
  z.strictObject({
    kind: z.literal('dust'),
    density: range(0, 1e5),
    radius: range(0, 100),
    opacity: range(0, 1),
  }),
] as const;

const plainStepSchema = z.discriminatedUnion('kind', plainSteps, { error: nameUnknownKind });

/** One of the options, each as likely. */
const oneOfSchema = z.strictObject({
  kind: z.literal('one-of'),
  options: z.array(plainStepSchema).min(1),
});

const singleStepSchema = z.discriminatedUnion('kind', [...plainSteps, oneOfSchema], {
  error: nameUnknownKind,
});

type SingleStep = z.infer<typeof singleStepSchema>;

/** A step that holds steps, which keep the picture's size. */
export type GroupStep =
  /** In a random rectangle, a quarter to three quarters of the picture a side. */
  | { readonly kind: 'in-rectangle'; readonly steps: Step[] }
  /** In random order. */
  | { readonly kind: 'shuffled'; readonly steps: Step[] }
  /** On the picture resized by the factor, and back to its size. */
  | { readonly kind: 'at-scale'; readonly factor: Range; readonly steps: Step[] };

export type Step = SingleStep | GroupStep;

/** Groups whose steps are of one schema; the schema of those and of single steps. */
function stepsOf(within: z.ZodType<Step>): z.ZodType<Step> {
  const steps = z
    .array(within)
    .refine((list) => list.every(keepsSize), "the steps within a step keep the picture's size");
  const groups = [
    z.strictObject({ kind: z.literal('in-rectangle'), steps }),
    z.strictObject({ kind: z.literal('shuffled'), steps }),
    z.strictObject({ kind: z.literal('at-scale'), factor: range(0.1, 4), steps }),
  ] as const;
  return z.discriminatedUnion('kind', [...plainSteps, oneOfSchema, ...groups], {
    error: nameUnknownKind,
  });
}

// Groups in groups, and no deeper, so that no file makes the check run without end.
const stepSchema = stepsOf(stepsOf(singleStepSchema));

function keepsSize(step: Step): boolean {
  if (step.kind === 'one-of') return step.options.every(keepsSize);
  return step.kind !== 'bicubic-down';
}

/** The steps that degrade a picture, in order, as adapter files store them under `degradation`. */
export const recipeSchema = z.array(stepSchema);

export type PlainStep = z.infer<typeof plainStepSchema>;
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
