import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import type { Offer } from '../adapters/offers';
import { type Levels, type RecipeNeeds, recipeNeeds } from './recipeNeeds';
import { type SymptomName, type Symptoms, symptomNames, symptomsOf } from './symptoms';

/** The adapter that is likely to help a photo, and what it mends there. */
export interface Suggestion {
  /** Of the offer. */
  readonly key: string;
  /** In the order of what matters most; `small` comes alone. */
  readonly reasons: readonly (SymptomName | 'small')[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Up to this longer side a picture without damage is thought to be wanted larger. */
const smallSide = 480;
/** The longer side that an enlargement is meant to reach. */
const wantedSide = 1000;
/** A level may be this far from those that the adapter was trained on, as a ratio's logarithm. */
const farthest = Math.log(2);
/** Files that were saved as JPEG have another noise than those that were not. */
const otherKindOfNoise = 0.5;

/**
 * The offer whose recipe is nearest to what a photo suffers from; whatever its name. Where there is
 * damage, an adapter that keeps the size comes before one that enlarges.
 *
 * @returns null where nothing stands out, or nothing on offer was made for it.
 */
export function suggestionFor(
  offers: readonly Offer[],
  photo: Size,
  estimates: PhotoEstimates,
): Suggestion | null {
  const symptoms = symptomsOf(estimates);
  const strong = symptomNames.filter((name) => symptoms[name] === 'strong');
  const fits = offers.flatMap(({ key, adapter }) => {
    if (adapter === null) return [];
    const needs = recipeNeeds(adapter.degradation, adapter.task);
    return needs.flatMap((need) => {
      const fit =
        strong.length > 0
          ? fitForDamage(need, estimates, symptoms)
          : fitForSize(need, Math.max(photo.width, photo.height));
      return fit === null ? [] : { key, ...fit };
    });
  });
  fits.sort(
    (a, b) =>
      a.scale - b.scale ||
      b.reasons.length - a.reasons.length ||
      rank(a) - rank(b) ||
      a.distance - b.distance,
  );
  const [best] = fits;
  return best === undefined ? null : { key: best.key, reasons: best.reasons };
}

function rank({ reasons: [first] }: Fit): number {
  return symptomNames.indexOf(first as SymptomName);
}

interface Fit {
  readonly reasons: Suggestion['reasons'];
  /** Compared first; those for size alone are compared by their distance. */
  readonly scale: number;
  readonly distance: number;
}

function fitForDamage(
  needs: RecipeNeeds,
  { noise, blur, jpeg }: PhotoEstimates,
  symptoms: Symptoms,
): Fit | null {
  const needed = symptomNames.filter((name) =>
    name === 'dark' ? needs.isDark : needs[name] !== null,
  );
  if (needed.some((name) => symptoms[name] === 'none')) return null;
  const reasons = needed.filter((name) => symptoms[name] === 'strong');
  if (reasons.length === 0) return null;
  const distances = [
    distanceTo(needs.noise, noise?.sigma),
    distanceTo(needs.blur, blur),
    distanceTo(needs.jpeg, jpeg?.quality),
  ];
  if (distances.some((distance) => distance > farthest)) return null;
  const isOtherNoise =
    needs.noise !== null && needs.isSavedCarefully !== (noise?.from === 'blocks');
  const distance = distances.reduce((sum, part) => sum + part, 0);
  return {
    reasons,
    scale: needs.scale,
    distance: distance + (isOtherNoise ? otherKindOfNoise : 0),
  };
}

function fitForSize(needs: RecipeNeeds, side: number): Fit | null {
  const { noise, blur, jpeg, isDark, scale } = needs;
  const isForDamage = noise !== null || blur !== null || jpeg !== null || isDark;
  if (isForDamage || scale === 1 || side > smallSide) return null;
  return {
    reasons: ['small'],
    scale: 1,
    distance: Math.abs(Math.log((scale * side) / wantedSide)),
  };
}

function distanceTo(levels: Levels | null, level: number | null | undefined): number {
  if (levels === null) return 0;
  if (level === null || level === undefined) return Number.POSITIVE_INFINITY;
  const [low, high] = levels;
  const nearest = Math.min(high, Math.max(low, level));
  return Math.abs(Math.log(level / nearest));
}
