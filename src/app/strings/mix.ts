import type { Offer } from '../../state/adapters/offers';

const applied = (name: string, strength: number) =>
  strength === 100 ? name : `${name} ${strength} %`;

/** How strongly an adapter is applied, and what is mixed in. */
export const mix = {
  /** "denoise-25 60 % + deblur-gaussian". */
  name: ({ adapter, mix: { strength, second: mixedIn }, second }: Offer) => {
    const own = applied(adapter?.name ?? '', strength);
    return second === null || mixedIn === null
      ? own
      : `${own} + ${applied(second.name, mixedIn.strength)}`;
  },
  label: 'How it is applied',
  strength: 'Strength',
  asTrained: 'as trained',
  strengthOf: (name: string) => `Strength of ${name}`,
  percent: (strength: number) => `${strength} %`,
  hint: '100 % is as trained, 0 % the backbone alone; a double click goes back to 100 %',
  reset: (name: string) => `Back to 100 % of ${name}`,
  mixWith: 'Mix with…',
  otherKinds: (kind: string) => `Of another kind than ${kind}: can’t be mixed`,
  removeShort: 'Unmix',
  remove: (name: string) => `Take ${name} out of the mix`,
  note: 'Both work in every layer at once: not the average of two results.',
  save: 'Save as adapter',
  saveHint: 'An adapter of your own that restores exactly this, and needs neither of the two',
} as const;
