import { photoPixels } from '../photo/photoPixels';
import { noticeOf } from '../playground/notice';
import { plainRecipe } from '../recipe/recipeEditing';
import type { LabContext } from './labState';

/**
 * Shows what the recipe makes of the photo, and restores it once nothing is changed any more. One
 * version is made at a time: what changes meanwhile comes next.
 */
export function degradeAnew(context: LabContext): void {
  const { session, get, set } = context;
  if (!get().isOpen) return;
  session.asked++;
  clearTimeout(session.rest);
  const { job } = session;
  if (job !== null) {
    setTimeout(() => job.abort(), context.pace.patience);
    return;
  }
  set({ isDegrading: true });
  void degradeUntilCurrent(context);
}

/** What is being made is not shown any more. */
export function stopDegrading({ session }: LabContext): void {
  session.asked++;
  clearTimeout(session.rest);
  session.job?.abort();
}

async function degradeUntilCurrent(context: LabContext): Promise<void> {
  const { session, get, set } = context;
  let isNew = false;
  for (let made = -1; made !== session.asked && get().isOpen; ) {
    made = session.asked;
    const job = new AbortController();
    session.job = job;
    try {
      isNew = (await showVersion(context, job.signal)) || isNew;
      set({ notice: null });
    } catch (error) {
      if (made === session.asked) set({ notice: noticeOf(error) });
    }
  }
  session.job = null;
  set({ isDegrading: false });
  if (!isNew || !get().isOpen) return;
  session.rest = setTimeout(() => restoreVersion(context), context.pace.restoreAfter);
}

/** Unless that was asked for already. */
function restoreVersion({ playground }: LabContext): void {
  const { run, result, restore } = playground.getState();
  if (run === null && result === null) void restore();
}

/** False where there is nothing to degrade now. */
async function showVersion(context: LabContext, signal: AbortSignal): Promise<boolean> {
  const { engine, playground, degrader, get, pictures } = context;
  const photo = pictures.original;
  // While a photo is being opened it is not known whether it stays.
  if (photo === null || playground.getState().opening) return false;
  const shown = { engine, pictures, get: playground.getState, set: playground.setState };
  // They stay in the page as long: they are what is compared with.
  const clean = await photoPixels(shown, photo);
  photo.pixels = clean;
  const { recipe, seed } = get();
  const version = await degrader.degrade(clean, plainRecipe(recipe), seed, signal);
  const isWanted = get().isOpen && pictures.original === photo && !playground.getState().opening;
  if (isWanted) playground.getState().showDegraded(version);
  else version.preview.close();
  return isWanted;
}
