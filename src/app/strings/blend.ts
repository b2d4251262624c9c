import type { Offer } from '../../state/choices';

const applied = (name: string, strength: number) =>
  strength === 100 ? name : `${name} ${strength} %`;

/** How strongly an adapter is applied, and what is mixed in. */
export const blend = {
  /** "denoise-25 60 % + deblur-gaussian". */
  name: ({ adapter, blend: { strength, second: mixedIn }, second }: Offer) => {
    const own = applied(adapter?.name ?? '', strength);
    return second === null || mixedIn === null
      ? own
      : `${own} + ${applied(second.name, mixedIn.strength)}`;
  },
  label: 'Strength and mix',
  strength: 'Strength',
  strengthOf: (name: string) => `Strength of ${name}`,
  percent: (strength: number) => `${strength} %`,
  hint: '100 % is as trained, 0 % the backbone alone. A double click goes back to 100 %.',
  reset: (name: string) => `Back to 100 % of ${name}`,
  mixWith: 'Mix with…',
  otherKinds: (kind: string) => `Can’t be mixed: another kind than ${kind}`,
  remove: (name: string) => `Take ${name} out of the mix`,
  save: 'Save mix as adapter',
  note: 'Each block adds what both add there. The saved adapter restores exactly this.',
  noteDetail:
    'Layers that the adapters carry retrained lie between the backbone’s and theirs, in their weights. So a mix is not the average of two restored pictures.',
} as const;
