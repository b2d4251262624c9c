import { asChosen } from '../adapters/mixes';
import type { Offer } from '../adapters/offers';
import type { Context } from '../playground/context';
import type { ResultFacts } from './comparedPictures';
import { change, measureSides } from './measuring';
import { type PictureKey, photoKey, referenceKey, type Sides, settledSides } from './sides';

/** Puts what is being restored on B, unless it is on A already. */
export function showRun(context: Context, key: PictureKey): void {
  const { sides } = context.get().comparing;
  if (sides.a !== key) changeSides(context, { ...sides, b: key });
}

/** The result of this very offer, if it is still kept: an adapter brought again has none. */
export function keptResult({ pictures, get }: Context, offer: Offer): ResultFacts | null {
  const kept = get().comparing.results.find((result) => result.offer.key === offer.key);
  if (kept === undefined) return null;
  if (kept.offer.adapter !== offer.adapter || kept.offer.second !== offer.second) return null;
  return pictures.hasResult(offer.key) ? kept : null;
}

/** Takes a finished run's result into the list, which its older ones may have left. */
export function keepResult(context: Context, result: ResultFacts): void {
  const { pictures, get } = context;
  const { results, fidelities } = get().comparing;
  const { key } = result.offer;
  const kept = results.filter(({ offer }) => offer.key !== key && pictures.hasResult(offer.key));
  const { [key]: _, ...stillTrue } = fidelities;
  change(context, { results: [...kept, result], fidelities: stillTrue });
  measureSides(context);
}

/** A kept result is on B and would be saved, at once: nothing is computed. */
export function showResult(context: Context, result: ResultFacts): void {
  const { pictures, get, set } = context;
  const { key } = result.offer;
  get().cancel();
  pictures.bringBack(key);
  set({ ...asChosen(result.offer, get().mixes), result, runFailed: false });
  changeSides(context, { ...get().comparing.sides, b: key });
}

/** After a run that brought nothing, or a reference that was removed. */
export function settleSides(context: Context): void {
  const { pictures, get } = context;
  const { run, result, comparing } = get();
  const exists = (key: PictureKey) =>
    key === photoKey ||
    (key === referenceKey && comparing.reference !== null) ||
    pictures.hasResult(key) ||
    run?.offer.key === key;
  const { a, b } = comparing.sides;
  const settled = settledSides(comparing.sides, exists, result?.offer.key ?? null);
  if (settled.a !== a || settled.b !== b) changeSides(context, settled);
}

export function changeSides(context: Context, sides: Sides): void {
  context.pictures.compare(sides);
  change(context, { sides });
  measureSides(context);
}
