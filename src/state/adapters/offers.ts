import type { AdapterSummary, BackboneSummary, Choice } from '../../engine/protocol';
import { adapterKey, asTrained, type Blend, blendedKey, partsOfKey } from './mixes';

/** Something a photo can be restored with: a row of the rail, as it is or blended. */
export interface Offer {
  /** Unique among the offers, see `blendedKey`. */
  readonly key: string;
  readonly choice: Choice;
  readonly scale: number;
  /** Ends the name of a saved file. */
  readonly label: string;
  /** Null for the backbone alone. */
  readonly adapter: AdapterSummary | null;
  readonly blend: Blend;
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

interface Offered {
  readonly offers: readonly Offer[];
  readonly backbone: BackboneSummary | null;
}

/** The offers, and the backbone alone through all its heads: to see what an adapter adds to it. */
export function everyOffer({ offers, backbone }: Offered): readonly Offer[] {
  const alone = (backbone?.heads ?? []).map(offerOfHead);
  return [...offers, ...alone.filter(({ key }) => !offers.some((offer) => offer.key === key))];
}

/** Null where it, or what is mixed into it, is gone. */
export function offerUnder(key: string | null, offered: Offered): Offer | null {
  if (key === null) return null;
  const { row, blend } = partsOfKey(key);
  const offer = everyOffer(offered).find((candidate) => candidate.key === row);
  if (offer === undefined || key === row) return offer ?? null;
  return blendedOffer(offer, blend, offered);
}

function blendedOffer(offer: Offer, blend: Blend, { offers }: Offered): Offer | null {
  const { adapter } = offer;
  if (adapter === null) return null;
  const { strength, second } = blend;
  const key = blendedKey(offer.key, blend);
  const own = { id: adapter.id, strength: strength / 100 };
  const label = labelOf(adapter.name, strength);
  if (second === null) {
    return { ...offer, key, label, blend, choice: { kind: 'adapter', ...own } };
  }
  const mixedIn = offers.find((other) => other.adapter?.id === second.id)?.adapter ?? null;
  if (mixedIn === null) return null;
  return {
    ...offer,
    key,
    label: `${label}+${labelOf(mixedIn.name, second.strength)}`,
    blend,
    second: mixedIn,
    choice: { kind: 'mix', parts: [own, { id: second.id, strength: second.strength / 100 }] },
  };
}

function labelOf(name: string, strength: number): string {
  return strength === 100 ? name : `${name}-at-${strength}`;
}

/** Names an offer from visit to visit, in which adapters' ids change. */
export function lastingName({ key, adapter }: Offer): string {
  return adapter === null ? key : `named:${adapter.name}`;
}

function offerOfHead({ name, scale }: BackboneSummary['heads'][number]): Offer {
  return {
    key: `backbone:${name}`,
    choice: { kind: 'backbone', head: name },
    scale,
    label: `backbone-x${scale}`,
    adapter: null,
    blend: asTrained,
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
  return {
    key: adapterKey(adapter.id),
    choice: { kind: 'adapter', id: adapter.id },
    scale: adapter.scale,
    label: adapter.name,
    adapter,
    blend: asTrained,
    second: null,
  };
}

/** `IMG_1.jpeg` restored with `denoise-25` is saved as `IMG_1-denoise-25.png`. */
export function resultFileName(
  photo: string,
  label: string,
  extension: string,
  template = defaultNameTemplate,
): string {
  const parts: Readonly<Record<string, string>> = {
    name: photo.replace(/\.[^.]+$/, '') || 'photo',
    adapter: label,
    ext: extension,
  };
  const name = template.replace(/\{(name|adapter|ext)\}/g, (_, part: string) => parts[part] ?? '');
  return safeFileName(name) || `photo.${extension}`;
}

/** `IMG_1.jpeg` made worse on purpose is `IMG_1-degraded.jpeg`. */
export function degradedFileName(photo: string): string {
  return photo.replace(/(\.[^.]*)?$/, '-degraded$1');
}

/** A name for the downloads folder of any system. @param otherwise where nothing of it is left. */
export function fileNameOf(title: string, otherwise: string, ending: string): string {
  return `${safeFileName(title) || otherwise}.${ending}`;
}

function safeFileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\s]+/g, '-').replace(/^\.+/, '');
}

export const defaultNameTemplate = '{name}-{adapter}.{ext}';
