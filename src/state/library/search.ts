import type { LibraryAdapter, LibraryBackbone } from './libraryState';

/** Whose are listed. */
export const ownerships = ['all', 'shipped', 'own'] as const;
export type Ownership = (typeof ownerships)[number];

/** A backbone, and those of its adapters that were looked for. */
export interface LibraryGroup {
  /** Null: the backbone that they were made for is not here. */
  readonly backbone: LibraryBackbone | null;
  readonly name: string;
  readonly adapters: readonly LibraryAdapter[];
}

/** What is looked for; the words by which something is found are the screen's. */
export interface Search {
  readonly query: string;
  readonly ownership: Ownership;
  readonly wordsOfAdapter: (adapter: LibraryAdapter) => readonly string[];
  readonly wordsOfBackbone: (backbone: LibraryBackbone) => readonly string[];
}

interface Stores {
  readonly backbones: readonly LibraryBackbone[];
  readonly adapters: readonly LibraryAdapter[];
}

/**
 * Adapters by backbone. A backbone whose own words are found comes with all its adapters, another
 * one only with those that are found.
 */
export function found({ backbones, adapters }: Stores, search: Search): readonly LibraryGroup[] {
  const isListed = (entry: unknown) =>
    search.ownership === 'all' || (entry !== null) === (search.ownership === 'own');
  const listed = adapters.filter(({ entry }) => isListed(entry));
  const sought = (adapter: LibraryAdapter) => matches(search.wordsOfAdapter(adapter), search.query);
  const groups = backbones.flatMap((backbone): LibraryGroup[] => {
    const its = listed.filter((adapter) => fits(adapter, backbone));
    const isFound = matches(search.wordsOfBackbone(backbone), search.query);
    const shown = isFound ? its : its.filter(sought);
    if (shown.length === 0 && !(isFound && isListed(backbone.entry))) return [];
    return [{ backbone, name: backbone.name, adapters: shown }];
  });
  const strays = listed.filter(
    (adapter) => !backbones.some((backbone) => fits(adapter, backbone)) && sought(adapter),
  );
  const names = [...new Set(strays.map(({ facts }) => facts.backbone))];
  return [
    ...groups,
    ...names.map((name) => ({
      backbone: null,
      name,
      adapters: strays.filter(({ facts }) => facts.backbone === name),
    })),
  ];
}

/** An adapter fits the very backbone that it was made for. */
export function fits({ facts }: LibraryAdapter, backbone: LibraryBackbone): boolean {
  return facts.backbone === backbone.name && facts.backboneSha256 === backbone.sha256;
}

/** Whether each word of the query begins one of the words. */
export function matches(words: readonly string[], query: string): boolean {
  const text = words.flatMap(plainWords);
  return plainWords(query).every((wanted) => text.some((word) => word.startsWith(wanted)));
}

const spelt: Readonly<Record<string, string>> = { σ: 'sigma', γ: 'gamma', '×': 'x' };

/** Lower case, without accents and punctuation; what no keyboard has is spelt out. */
function plainWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[σγ×]/g, (letter) => spelt[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}.]+/u)
    .filter((word) => word !== '');
}
