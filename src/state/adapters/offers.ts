import type { AdapterSummary, BackboneSummary, Choice } from '../../engine/protocol';
import {
  type AppliedRow,
  adapterKey,
  appliedKey,
  asTrained,
  type ChosenFacts,
  chosenRow,
  isSameApplied,
  type Mix,
} from './mixes';

/** Something a photo can be restored with: a row of the list, as it is or mixed. */
export interface Offer extends AppliedRow {
  /** Unique among the offers, see `appliedKey`. */
  readonly key: string;
  readonly choice: Choice;
  readonly scale: number;
  /** Ends the name of a saved file. */
  readonly label: string;
  /** Null for the backbone alone. */
  readonly adapter: AdapterSummary | null;
  /** What is mixed in. */
  readonly second: AdapterSummary | null;
}

/** Every adapter, then the backbone alone for each scale that no adapter covers. */
export function offersOf(
  backbone: BackboneSummary | null,
  adapters: readonly AdapterSummary[],
): readonly Offer[] {
  const offers: Offer[] = adapters.map(offerOfAdapter);
  for (const head of backbone?.heads ?? []) {
    if (offers.some((offer) => offer.scale === head.scale)) continue;
    offers.push(offerOfHead(head));
  }
  return offers;
}

/** What there is to restore with. */
export interface Offered {
  readonly offers: readonly Offer[];
  readonly backbone: BackboneSummary | null;
}

/** The offers, and the backbone alone through all its heads: to see what an adapter adds to it. */
export function everyOffer({ offers, backbone }: Offered): readonly Offer[] {
  const alone = (backbone?.heads ?? []).map(offerOfHead);
  return [...offers, ...alone.filter(({ key }) => !offers.some((offer) => offer.key === key))];
}

/** The offer of an applied row; null where it, or what is mixed into it, is gone. */
export function offerOf(applied: AppliedRow | null, offered: Offered): Offer | null {
  if (applied === null) return null;
  const { row, mix } = applied;
  const offer = everyOffer(offered).find(({ key }) => key === row);
  if (offer === undefined || isSameApplied(applied, offer)) return offer ?? null;
  return mixedOffer(offer, mix, offered);
}

/** The offer of a row as trained. */
export function offerOfRow(row: string | null, offered: Offered): Offer | null {
  return row === null ? null : offerOf({ row, mix: asTrained }, offered);
}

/** The offer of what is chosen. */
export function chosenOffer(facts: Offered & ChosenFacts): Offer | null {
  return offerOf(chosenRow(facts), facts);
}

function mixedOffer(offer: Offer, mix: Mix, { offers }: Offered): Offer | null {
  const { adapter, row } = offer;
  if (adapter === null) return null;
  const { strength, second } = mix;
  const key = appliedKey({ row, mix });
  const own = { id: adapter.id, strength: strength / 100 };
  const label = labelOf(adapter.name, strength);
  if (second === null) {
    return { ...offer, key, label, mix, choice: { kind: 'adapter', ...own } };
  }
  const mixedIn = offers.find((other) => other.adapter?.id === second.id)?.adapter ?? null;
  if (mixedIn === null) return null;
  return {
    ...offer,
    key,
    label: `${label}+${labelOf(mixedIn.name, second.strength)}`,
    mix,
    second: mixedIn,
    choice: { kind: 'mix', parts: [own, { id: second.id, strength: second.strength / 100 }] },
  };
}

function labelOf(name: string, strength: number): string {
  return strength === 100 ? name : `${name}-at-${strength}`;
}

/** Names an offer from visit to visit, in which adapters' ids change. */
export function lastingName({ row, adapter }: Offer): string {
  return adapter === null ? row : `named:${adapter.name}`;
}

function offerOfHead({ name, scale }: BackboneSummary['heads'][number]): Offer {
  const row = `backbone:${name}`;
  return {
    key: row,
    row,
    choice: { kind: 'backbone', head: name },
    scale,
    label: `backbone-x${scale}`,
    adapter: null,
    mix: asTrained,
    second: null,
  };
}

/** Offers that mend the same thing; `task` is null for the backbone alone. */
export interface OfferGroup {
  readonly task: string | null;
  readonly offers: readonly Offer[];
}

/** In the order in which the tasks, and within each the offers, first come. */
export function groupedByTask(offers: readonly Offer[]): readonly OfferGroup[] {
  const groups = new Map<string | null, Offer[]>();
  for (const offer of offers) {
    const task = offer.adapter?.task ?? null;
    const group = groups.get(task);
    if (group === undefined) groups.set(task, [offer]);
    else group.push(offer);
  }
  return [...groups].map(([task, members]) => ({ task, offers: members }));
}

/** What a sample is made to show: the adapter of that name, or else one for the same task. */
export interface Wish {
  readonly adapter: string;
  readonly task: string;
  readonly scale: number;
}

export function offerFor(offers: readonly Offer[], wish: Wish): Offer | undefined {
  const fitting = offers.filter(
    ({ adapter }) => adapter?.task === wish.task && adapter.scale === wish.scale,
  );
  return fitting.find(({ adapter }) => adapter?.name === wish.adapter) ?? fitting[0];
}

function offerOfAdapter(adapter: AdapterSummary): Offer {
  const row = adapterKey(adapter.id);
  return {
    key: row,
    row,
    choice: { kind: 'adapter', id: adapter.id },
    scale: adapter.scale,
    label: adapter.name,
    adapter,
    mix: asTrained,
    second: null,
  };
}
