import { fewestPhotos } from '../../engine/tuning/tuningProtocol';
import { recipeScale } from '../../imaging/degradation/recipeReach';
import type { PlaygroundFacts } from '../playground/playgroundState';
import { plainRecipe } from '../recipe/recipeEditing';
import { pairScale, photoEntries, usableEntries } from './photoEntries';
import { suggestedName } from './runName';
import { patchIn } from './runSettings';
import type { DerivedFacts, Obstacle, SetupFacts } from './tuningState';

/** What follows from the set-up and from what the engine has loaded. */
export function derivedFacts(setup: SetupFacts, playground: PlaygroundFacts): DerivedFacts {
  const { source, picked, looks, sizes, settings } = setup;
  const recipe = plainRecipe(setup.recipe);
  const scale = source === 'pairs' ? pairScale(picked, looks) : recipeScale(recipe);
  const heads = playground.backbone?.heads ?? [];
  const head = heads.find((candidate) => candidate.scale === scale)?.name ?? null;
  const isSized = sizes !== null && sizes.head === head;
  const needs = isSized ? { patch: patchIn(sizes, settings.patch), scale } : null;
  const entries = photoEntries(source, picked, looks, needs);
  const usable = usableEntries(entries);
  const obstacle = (): Obstacle | null => {
    if (playground.phase !== 'ready') return 'engine';
    if (entries.length === 0) return 'no-photos';
    if (entries.some(({ isPending }) => isPending)) return 'looking';
    if (source === 'clean' && recipe.length === 0) return 'no-recipe';
    if (head === null) return 'no-head';
    if (!isSized || sizes.forHidden !== settings.hidden) return 'engine';
    if (usable.length < fewestPhotos) return 'too-few';
    const fits = setup.startFrom !== null || sizes.kinds[settings.kind]?.fits !== false;
    return fits ? null : 'too-large';
  };
  const taken = playground.adapters.map((adapter) => adapter.name);
  const suggested = suggestedName(source === 'pairs' ? [] : recipe, taken);
  return { entries, usable, scale, head, suggested, obstacle: obstacle() };
}
