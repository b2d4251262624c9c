import { useMemo } from 'react';
import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import { type Suggestion, suggestionFor } from '../../state/suggesting/suggestion';
import { type Symptoms, symptomsOf } from '../../state/suggesting/symptoms';
import { usePlayground } from '../playgroundContext';

/** What is wrong with the photo on screen, and what is likely to help; null until it is known. */
export interface Finding {
  readonly estimates: PhotoEstimates;
  readonly symptoms: Symptoms;
  readonly suggestion: Suggestion | null;
}

export function useFinding(): Finding | null {
  const photo = usePlayground((state) => state.photo);
  const estimates = usePlayground((state) => state.estimates);
  const offers = usePlayground((state) => state.offers);
  return useMemo(() => {
    if (photo === null || estimates === null) return null;
    return {
      estimates,
      symptoms: symptomsOf(estimates),
      suggestion: suggestionFor(offers, photo, estimates),
    };
  }, [photo, estimates, offers]);
}
