/**
 * How an adapter is applied: how strongly, in percent of what it was trained to do, and what is mixed
 * with it. Two strengths and no balance between them: each adapter keeps the slider that it has
 * alone, and two damages that are both there want both at 100 %.
 */
export interface Blend {
  readonly strength: number;
  readonly second: SecondAdapter | null;
}

export interface SecondAdapter {
  /** Of a loaded adapter. */
  readonly id: string;
  readonly strength: number;
}

export const asTrained: Blend = { strength: 100, second: null };

/** Percent that a slider offers. */
export const strengths = { min: 0, max: 150, step: 5 } as const;

/** By key of a row of the rail; a row without one is as trained. */
export type Blends = Readonly<Record<string, Blend>>;

/** Names an offer of the rail with its blend: the row's own key, where it is as trained. */
export function blendedKey(row: string, { strength, second }: Blend): string {
  const own = strength === 100 ? row : `${row}@${strength}`;
  return second === null ? own : `${own}+${second.id}@${second.strength}`;
}

/** The inverse of `blendedKey`; neither rows nor ids have `@` or `+` in them. */
export function partsOfKey(key: string): { readonly row: string; readonly blend: Blend } {
  const [, row = key, strength = '100', id, secondStrength = '100'] =
    /^([^@+]*)(?:@(\d+))?(?:\+([^@+]*)@(\d+))?$/.exec(key) ?? [];
  const second = id === undefined ? null : { id, strength: Number(secondStrength) };
  return { row, blend: { strength: Number(strength), second } };
}

/** Key of what is chosen, as it is applied. */
export function chosenKey({
  chosen,
  blends,
}: {
  readonly chosen: string | null;
  readonly blends: Blends;
}): string | null {
  return chosen === null ? null : blendedKey(chosen, blends[chosen] ?? asTrained);
}

/** Facts by which the offer of this key is the chosen one. */
export function chosenAs(key: string | null, blends: Blends) {
  if (key === null) return { chosen: null };
  const { row, blend } = partsOfKey(key);
  return { chosen: row, blends: { ...blends, [row]: blend } };
}

/** Of an adapter's row. */
export function adapterKey(id: string): string {
  return `adapter:${id}`;
}

/** Blends after the adapter of this id has left the list, or its successor has taken its place. */
export function withoutAdapter(blends: Blends, id: string, successor: string | null): Blends {
  return Object.fromEntries(
    Object.entries(blends).flatMap(([key, blend]): [string, Blend][] => {
      const heir = key === adapterKey(id) ? successor && adapterKey(successor) : key;
      if (heir === null) return [];
      if (blend.second?.id !== id) return [[heir, blend]];
      const second = successor === null ? null : { ...blend.second, id: successor };
      return [[heir, { ...blend, second }]];
    }),
  );
}

/**
 * Blends with what an adapter took part in before it left the list, now that it is there again, maybe
 * under another id. A row that was blended otherwise since keeps that.
 *
 * @param isThere whether there is an adapter of this id: what was mixed in may be gone.
 */
export function withAdapterBack(
  blends: Blends,
  before: Blends,
  was: string,
  is: string,
  isThere: (id: string) => boolean,
): Blends {
  const without = withoutAdapter(before, was, null);
  const back = withoutAdapter(before, was, is);
  const isUntouched = (row: string) => {
    const [now, then] = [blends, without].map((all) => blendedKey(row, all[row] ?? asTrained));
    return now === then;
  };
  const missing = Object.entries(back).flatMap(([row, blend]): [string, Blend][] => {
    const { second } = blend;
    if (row === adapterKey(is))
      return [[row, second && !isThere(second.id) ? { ...blend, second: null } : blend]];
    return second?.id === is && isUntouched(row) ? [[row, blend]] : [];
  });
  return { ...blends, ...Object.fromEntries(missing) };
}
