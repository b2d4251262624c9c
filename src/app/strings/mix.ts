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
  label: 'Strength and mix',
  strength: 'Strength',
  asTrained: 'as trained',
  strengthOf: (name: string) => `Strength of ${name}`,
  percent: (strength: number) => `${strength} %`,
  hint: '100 % is as trained, 0 % is the backbone alone; double-click for 100 %',
  reset: (name: string) => `Reset ${name} to 100 %`,
  mixWith: 'Mix with…',
  otherKinds: (kind: string) => `Not ${kind}: can’t be mixed with it`,
  removeShort: 'Remove',
  remove: (name: string) => `Remove ${name} from the mix`,
  note: 'Both adapters work together in every layer; this is not an average of two results.',
  save: 'Save as adapter',
  saveHint: 'Save this strength and mix as an adapter of your own',
} as const;
