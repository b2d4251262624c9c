import type { PlainStep, Range, Recipe } from '../../imaging/degradation/recipe';

export type StepKind = PlainStep['kind'];

/** A number, or the two ends of a range, of a step: what a slider shows. */
export interface Parameter {
  /** Its name in the step. */
  readonly field: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** A slider moves in equal ratios, for what spans decades. */
  readonly isLogarithmic?: true;
}

interface StepDesign {
  /** As it is when it is added to learn from: what photos suffer, within ranges. */
  readonly fresh: PlainStep;
  /** One such photo's: every parameter a number. */
  readonly typical: Readonly<Record<string, number>>;
  readonly parameters: readonly Parameter[];
}

/** Factors of `bicubic-down` that the screen offers. */
export const downscales = [2, 3, 4] as const;

const linear = (field: string, min: number, max: number, step: number): Parameter => {
  return { field, min, max, step };
};

const logarithmic = (field: string, min: number, max: number, step: number): Parameter => {
  return { field, min, max, step, isLogarithmic: true };
};

/** What each kind of damage is made of, within what photos suffer; recipes of files may go beyond. */
export const stepDesigns: Readonly<Record<StepKind, StepDesign>> = {
  'gaussian-noise': {
    fresh: { kind: 'gaussian-noise', sigma: [5, 50] },
    typical: { sigma: 25 },
    parameters: [linear('sigma', 0, 75, 0.5)],
  },
  'poisson-gaussian': {
    fresh: { kind: 'poisson-gaussian', peak: [60, 1000], sigma: [1, 10] },
    typical: { peak: 200, sigma: 3 },
    parameters: [logarithmic('peak', 10, 5000, 1), linear('sigma', 0, 30, 0.5)],
  },
  'gaussian-blur': {
    fresh: { kind: 'gaussian-blur', sigma: [0.8, 2.4] },
    typical: { sigma: 1.6 },
    parameters: [linear('sigma', 0.1, 6, 0.1)],
  },
  'motion-blur': {
    fresh: { kind: 'motion-blur', length: [4, 14], angle: [0, 180] },
    typical: { length: 9, angle: 30 },
    parameters: [linear('length', 1, 40, 1), linear('angle', 0, 180, 5)],
  },
  'camera-shake': {
    fresh: { kind: 'camera-shake', length: [5, 20], jitter: [0.2, 1] },
    typical: { length: 12, jitter: 0.5 },
    parameters: [linear('length', 1, 40, 1), linear('jitter', 0, 1, 0.05)],
  },
  defocus: {
    fresh: { kind: 'defocus', radius: [1, 4] },
    typical: { radius: 2.5 },
    parameters: [linear('radius', 0.5, 10, 0.5)],
  },
  'bicubic-down': { fresh: { kind: 'bicubic-down', scale: 2 }, typical: {}, parameters: [] },
  jpeg: {
    fresh: { kind: 'jpeg', quality: [10, 60] },
    typical: { quality: 30 },
    parameters: [linear('quality', 1, 100, 1)],
  },
  rain: {
    fresh: {
      kind: 'rain',
      length: [10, 30],
      angle: [60, 120],
      density: [0.002, 0.01],
      brightness: [0.3, 0.8],
    },
    typical: { length: 20, angle: 80, density: 0.005, brightness: 0.6 },
    parameters: [
      linear('length', 4, 60, 1),
      linear('angle', 45, 135, 5),
      linear('density', 0.0005, 0.03, 0.0005),
      linear('brightness', 0.05, 1, 0.05),
    ],
  },
  darken: {
    fresh: { kind: 'darken', gamma: [1.2, 2.5], gain: [0.3, 0.8] },
    typical: { gamma: 1.8, gain: 0.5 },
    parameters: [linear('gamma', 1, 4, 0.1), linear('gain', 0.05, 1, 0.05)],
  },
  fade: {
    fresh: { kind: 'fade', contrast: [0.1, 0.5], saturation: [0, 0.8], cast: [-0.2, 1] },
    typical: { contrast: 0.3, saturation: 0.4, cast: 0.6 },
    parameters: [
      linear('contrast', 0, 0.8, 0.05),
      linear('saturation', 0, 1, 0.05),
      linear('cast', -1, 1, 0.05),
    ],
  },
  grain: {
    fresh: { kind: 'grain', sigma: [4, 25], size: [0.4, 1.5] },
    typical: { sigma: 12, size: 0.8 },
    parameters: [linear('sigma', 0, 50, 0.5), linear('size', 0.3, 4, 0.1)],
  },
  scratches: {
    fresh: {
      kind: 'scratches',
      density: [20, 150],
      length: [40, 400],
      width: [0.6, 2.5],
      opacity: [0.3, 1],
    },
    typical: { density: 60, length: 200, width: 1.5, opacity: 0.8 },
    parameters: [
      logarithmic('density', 1, 500, 1),
      logarithmic('length', 10, 1000, 1),
      linear('width', 0.5, 8, 0.1),
      linear('opacity', 0.05, 1, 0.05),
    ],
  },
  dust: {
    fresh: { kind: 'dust', density: [100, 1000], radius: [1, 4], opacity: [0.3, 1] },
    typical: { density: 400, radius: 2.5, opacity: 0.8 },
    parameters: [
      logarithmic('density', 10, 10000, 1),
      linear('radius', 0.5, 12, 0.5),
      linear('opacity', 0.05, 1, 0.05),
    ],
  },
};

/** In the order in which the screen offers them. */
export const stepKinds = Object.keys(stepDesigns) as readonly StepKind[];

/** What photos commonly suffer from, to begin with. */
export const startingRecipes = {
  noise: [stepDesigns['gaussian-noise'].fresh],
  camera: [stepDesigns['poisson-gaussian'].fresh, { kind: 'jpeg', quality: [70, 95] }],
  blur: [stepDesigns['gaussian-blur'].fresh, { kind: 'gaussian-noise', sigma: 2 }],
  shake: [stepDesigns['camera-shake'].fresh, { kind: 'gaussian-noise', sigma: 2 }],
  focus: [stepDesigns.defocus.fresh, { kind: 'gaussian-noise', sigma: 2 }],
  jpeg: [stepDesigns.jpeg.fresh],
  rain: [stepDesigns.rain.fresh],
  dark: [stepDesigns.darken.fresh, { kind: 'poisson-gaussian', peak: [100, 1000], sigma: [1, 4] }],
  print: [
    stepDesigns.fade.fresh,
    stepDesigns.grain.fresh,
    stepDesigns.scratches.fresh,
    stepDesigns.dust.fresh,
  ],
  small: [stepDesigns['bicubic-down'].fresh],
} as const satisfies Readonly<Record<string, Recipe>>;

export type StartingRecipe = keyof typeof startingRecipes;

/** The two ends of a step's parameter, the same where it is fixed. */
export function rangeOf(step: PlainStep, field: string): readonly [number, number] {
  const value: unknown = Object.entries(step).find(([name]) => name === field)?.[1];
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value)) return [Number(value[0]), Number(value[1])];
  throw new RangeError(`A step "${step.kind}" has no "${field}".`);
}

/** The step with another range; two ends that meet are a fixed value. */
export function withRange(step: PlainStep, field: string, [low, high]: readonly [number, number]) {
  const range: Range = low === high ? low : [Math.min(low, high), Math.max(low, high)];
  return { ...step, [field]: range } as PlainStep;
}

/** The step with one value in the place of each range: its kind's typical one, or the end next to it. */
export function fixedStep(step: PlainStep): PlainStep {
  const { parameters, typical } = stepDesigns[step.kind];
  return parameters.reduce((fixed, { field }) => {
    const [low, high] = rangeOf(step, field);
    const value = Math.min(high, Math.max(low, typical[field] ?? low));
    return withRange(fixed, field, [value, value]);
  }, step);
}
