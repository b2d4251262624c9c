import { noticeOf } from '../playground/notice';
import { plainRecipe } from '../recipe/recipeEditing';
import type { PhotoEntry } from './photoEntries';
import type { DamageView, TuningContext, TuningFacts } from './tuningState';

/** Pixels of the crop's sides: what fits twice beside the recipe. */
const cropSide = 256;

/** Photos that the damage can be shown on: those that can be decoded, large enough or not. */
export function showableEntries({
  entries,
  looks,
}: Pick<TuningFacts, 'entries' | 'looks'>): PhotoEntry[] {
  return entries.filter(({ clean }) => {
    const look = clean && looks.get(clean.id);
    return look && 'thumbnail' in look;
  });
}

/** The entry that the damage is shown on; null where there is none to show it on. */
export function shownEntryOf(
  facts: Pick<TuningFacts, 'entries' | 'looks' | 'shownEntry'>,
): PhotoEntry | null {
  const showable = showableEntries(facts);
  return showable.find(({ key }) => key === facts.shownEntry) ?? showable[0] ?? null;
}

/**
 * Shows what the recipe does to a photo. The engine is asked for one picture at a time: what changes
 * meanwhile is shown next.
 */
export function showDamage(context: TuningContext): void {
  const { session } = context;
  session.damagesAsked++;
  if (!session.isShowingDamage) void showUntilCurrent(context);
}

async function showUntilCurrent(context: TuningContext): Promise<void> {
  const { session, set } = context;
  session.isShowingDamage = true;
  try {
    for (let shown = -1; shown !== session.damagesAsked; ) {
      shown = session.damagesAsked;
      set({ damage: await damageNow(context) });
    }
  } catch (error) {
    set({ damage: null, notice: noticeOf(error) });
  } finally {
    session.isShowingDamage = false;
  }
}

async function damageNow({ engine, session, get }: TuningContext): Promise<DamageView | null> {
  const { source, recipe, settings } = get();
  const entry = shownEntryOf(get());
  const photo = entry?.clean ?? null;
  if (source !== 'clean' || photo === null || recipe.length === 0) return null;
  if (session.crop?.id !== photo.id) {
    session.crop = { id: photo.id, clean: await engine.middle(photo.file, cropSide) };
  }
  const { clean } = session.crop;
  return { clean, degraded: await engine.degrade(clean, plainRecipe(recipe), settings.seed) };
}
