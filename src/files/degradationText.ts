import type { AdapterMetadata, DegradationStep, MixedPart } from './adapter';

/** A parameter of a degradation: its field in the recipe, and what surrounds its value in words. */
interface Parameter {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

interface Wording {
  readonly words: string;
  readonly parameters: readonly Parameter[];
}

const wordings: ReadonlyMap<string, Wording> = new Map([
  ['gaussian-noise', wording('Gaussian noise', ['sigma', 'σ '])],
  ['poisson-gaussian', wording('sensor noise', ['peak', 'peak '], ['sigma', 'σ '])],
  ['gaussian-blur', wording('Gaussian blur', ['sigma', 'σ '])],
  ['motion-blur', wording('motion blur', ['length', '', ' px'])],
  ['camera-shake', wording('camera shake', ['length', '', ' px'])],
  ['defocus', wording('defocus blur', ['radius', 'radius ', ' px'])],
  ['bicubic-down', wording('bicubic', ['scale', '×'])],
  ['jpeg', wording('JPEG', ['quality', 'quality '])],
  ['rain', wording('rain streaks', ['length', '', ' px'])],
  ['pairs', wording('photographed pairs')],
  ['darken', wording('darkening', ['gamma', 'γ '], ['gain', '×'])],
  ['fade', wording('fading')],
  ['grain', wording('film grain', ['sigma', 'σ '])],
  ['scratches', wording('scratches')],
  ['dust', wording('dust')],
]);

/** What holds steps itself. */
const groupWords: ReadonlyMap<string, string> = new Map([
  ['in-rectangle', 'in one part'],
  ['shuffled', 'in any order'],
  ['at-scale', 'at another size'],
]);

/** Choices within choices are not spelt out below this: nobody could read them. */
const maxDepth = 3;

/**
 * What an adapter was trained for, in words: "Gaussian noise σ 25". Steps follow each other with
 * "then"; a kind without a wording goes by its name.
 */
export function trainedFor(degradation: readonly DegradationStep[]): string {
  const text = degradation.map((step) => stepText(step, 0)).join(', then ');
  return text === '' ? 'Not stated' : capitalized(text);
}

/** What an adapter was trained for, or of a mix what it was made of. */
export function madeFor({
  degradation,
  mixedFrom,
}: Pick<AdapterMetadata, 'degradation' | 'mixedFrom'>): string {
  return mixedFrom === undefined ? trainedFor(degradation) : `Mixed from ${partsText(mixedFrom)}`;
}

/** "denoise-25 60 % + deblur-gaussian". */
export function partsText(parts: readonly MixedPart[]): string {
  return parts.map(({ name, strength }) => partText(name, strength)).join(' + ');
}

function partText(name: string, strength: number): string {
  const percent = Math.round(100 * strength);
  return percent === 100 ? name : `${name} ${percent} %`;
}

function stepText(step: DegradationStep, depth: number): string {
  if (step.kind === 'one-of') return choiceText(step.options, depth);
  const group = groupWords.get(step.kind);
  if (group !== undefined) return groupText(group, step.steps, depth);
  const known = wordings.get(step.kind);
  if (known === undefined) return step.kind.replaceAll(/[-_]+/g, ' ');
  const parts = known.parameters.flatMap(({ field, before, after }) => {
    const value = valueText(step[field]);
    return value === null ? [] : [`${before}${value}${after}`];
  });
  return [known.words, ...parts].join(' ');
}

/** "in any order: JPEG quality 30, Gaussian blur σ 1". */
function groupText(words: string, steps: unknown, depth: number): string {
  if (!Array.isArray(steps) || depth >= maxDepth) return words;
  const texts = steps.filter(isStep).map((step) => stepText(step, depth + 1));
  return texts.length === 0 ? words : `${words}: ${texts.join(', ')}`;
}

function choiceText(options: unknown, depth: number): string {
  if (!Array.isArray(options) || depth >= maxDepth) return 'one of several';
  const texts = options.map((option: unknown) =>
    isStep(option) ? stepText(option, depth + 1) : 'something else',
  );
  return texts.length === 0 ? 'one of several' : texts.join(' or ');
}

/** A number, or a range of two that each photo draws from; null for anything else. */
function valueText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [low, high]: unknown[] = value;
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  return low === high ? String(low) : `${low}–${high}`;
}

function isStep(value: unknown): value is DegradationStep {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wording(
  words: string,
  ...parameters: readonly (readonly [field: string, before: string, after?: string])[]
): Wording {
  return {
    words,
    parameters: parameters.map(([field, before, after = '']) => ({ field, before, after })),
  };
}
