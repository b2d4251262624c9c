import { type PictureKey, settledSides } from '../comparing/sides';
import type { Context } from '../playground/context';
import type { PlaygroundFacts } from '../playground/playgroundState';

/**
 * What the loaded backbone made alone, and its figures, bear a name that is about to be another
 * one's. They go, also those of a photo that waits aside; that one's are made anew on its return.
 */
export function forgetBackboneAlone({ pictures, session, get, set }: Context): void {
  const { original, previous } = session;
  pictures.forget(isOfBackboneAlone);
  set(withoutBackboneAlone(get()));
  session.previous = previous && { ...previous, ...withoutBackboneAlone(previous) };
  if (original === null) return;
  const left = withoutBackboneAlone(original);
  const wasRestoring = original.wasRestoring || left.result !== original.result;
  session.original = { ...original, ...left, wasRestoring };
}

type Made = Pick<PlaygroundFacts, 'comparing' | 'result'>;

function withoutBackboneAlone({ comparing, result }: Made): Made {
  const left = result !== null && isOfBackboneAlone(result.offer.key) ? null : result;
  const stays = (key: PictureKey) => !isOfBackboneAlone(key);
  const fidelities = Object.entries(comparing.fidelities).filter(([key]) => stays(key));
  return {
    result: left,
    comparing: {
      ...comparing,
      sides: settledSides(comparing.sides, stays, left?.offer.key ?? null),
      results: comparing.results.filter(({ offer }) => stays(offer.key)),
      fidelities: Object.fromEntries(fidelities),
    },
  };
}

function isOfBackboneAlone(key: PictureKey): boolean {
  return key.startsWith('backbone:');
}
