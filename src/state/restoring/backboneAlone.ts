import type { ComparingFacts } from '../comparing/comparedPictures';
import { type PictureKey, settledSides } from '../comparing/sides';
import type { Context } from '../playground/context';
import type { PlaygroundFacts } from '../playground/playgroundState';

/**
 * What the loaded backbone made alone, and its figures, bear a name that is about to be another
 * one's. They go, also those of a photo that waits aside; that one's are made anew on its return.
 */
export function forgetBackboneAlone({ pictures, session, get, set }: Context): void {
  const { original, previous } = session;
  const keys = [get(), original, previous].flatMap((facts) =>
    facts === null ? [] : keysOfBackboneAlone(facts.comparing),
  );
  pictures.forget((key) => keys.includes(key));
  set(withoutBackboneAlone(get()));
  session.previous = previous && { ...previous, ...withoutBackboneAlone(previous) };
  if (original === null) return;
  const left = withoutBackboneAlone(original);
  const wasRestoring = original.wasRestoring || left.result !== original.result;
  session.original = { ...original, ...left, wasRestoring };
}

type Made = Pick<PlaygroundFacts, 'comparing' | 'result'>;

function withoutBackboneAlone({ comparing, result }: Made): Made {
  const left = result?.offer.adapter === null ? null : result;
  const keys = keysOfBackboneAlone(comparing);
  const stays = (key: PictureKey) => !keys.includes(key);
  return {
    result: left,
    comparing: {
      ...comparing,
      sides: settledSides(comparing.sides, stays, left?.offer.key ?? null),
      results: comparing.results.filter(({ offer }) => offer.adapter !== null),
      offers: filtered(comparing.offers, stays),
      fidelities: filtered(comparing.fidelities, stays),
    },
  };
}

function keysOfBackboneAlone({ offers }: ComparingFacts): readonly PictureKey[] {
  return Object.values(offers).flatMap(({ key, adapter }) => (adapter === null ? [key] : []));
}

function filtered<Value>(
  values: Readonly<Record<PictureKey, Value>>,
  stays: (key: PictureKey) => boolean,
): Readonly<Record<PictureKey, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => stays(key)));
}
