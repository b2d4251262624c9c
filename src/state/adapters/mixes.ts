/**
 * How an adapter is applied: how strongly, in percent of what it was trained to do, and what is mixed
 * with it. Two strengths and no balance between them: each adapter keeps the slider that it has
 * alone, and a photo that is both noisy and blurred can have both adapters at 100 %.
 */
export interface Mix {
  readonly strength: number;
  readonly second: SecondAdapter | null;
}

export interface SecondAdapter {
  /** Of a loaded adapter. */
  readonly id: string;
  readonly strength: number;
}

/** A row of the list of adapters, and how it is applied. */
export interface AppliedRow {
  /** Key of the row: see `adapterKey`. */
  readonly row: string;
  readonly mix: Mix;
}

export const asTrained: Mix = { strength: 100, second: null };

/** Percent that a slider offers. */
export const strengths = { min: 0, max: 150, step: 5 } as const;

/** By key of a row; a row without one is as trained. */
export type Mixes = Readonly<Record<string, Mix>>;

/** Facts that say what is chosen. */
export interface ChosenFacts {
  /** Key of the chosen row. */
  readonly chosen: string | null;
  readonly mixes: Mixes;
}

/**
 * Names an applied row, for maps and for elements of the page: the row's own key where it is as
 * trained. Nothing reads it back: what needs the parts is given the `AppliedRow`.
 */
export function appliedKey({ row, mix: { strength, second } }: AppliedRow): string {
  const own = strength === asTrained.strength ? row : `${row}@${strength}`;
  return second === null ? own : `${own}+${second.id}@${second.strength}`;
}

export function isSameApplied(one: AppliedRow | null, other: AppliedRow | null): boolean {
  if (one === null || other === null) return one === other;
  const [a, b] = [one.mix, other.mix];
  return (
    one.row === other.row &&
    a.strength === b.strength &&
    a.second?.id === b.second?.id &&
    a.second?.strength === b.second?.strength
  );
}

/** A row as it was applied last. */
export function appliedRow(row: string, mixes: Mixes): AppliedRow {
  return { row, mix: mixes[row] ?? asTrained };
}

/** What is chosen, as it is applied. */
export function chosenRow({ chosen, mixes }: ChosenFacts): AppliedRow | null {
  return chosen === null ? null : appliedRow(chosen, mixes);
}

/** Facts by which this applied row is the chosen one. */
export function asChosen(
  applied: AppliedRow | null,
  mixes: Mixes,
): Pick<ChosenFacts, 'chosen'> & Partial<ChosenFacts> {
  if (applied === null) return { chosen: null };
  const { row, mix } = applied;
  return { chosen: row, mixes: { ...mixes, [row]: mix } };
}

/** Of an adapter's row. */
export function adapterKey(id: string): string {
  return `adapter:${id}`;
}

/** Mixes after the adapter of this id has left the list, or its successor has taken its place. */
export function withoutAdapter(mixes: Mixes, id: string, successor: string | null): Mixes {
  return Object.fromEntries(
    Object.entries(mixes).flatMap(([row, mix]): [string, Mix][] => {
      const heir = row === adapterKey(id) ? successor && adapterKey(successor) : row;
      if (heir === null) return [];
      if (mix.second?.id !== id) return [[heir, mix]];
      const second = successor === null ? null : { ...mix.second, id: successor };
      return [[heir, { ...mix, second }]];
    }),
  );
}

/**
 * Mixes with what an adapter took part in before it left the list, now that it is there again, maybe
 * under another id. A row whose mix was changed since keeps that.
 *
 * @param isThere whether there is an adapter of this id: what was mixed in may be gone.
 */
export function withAdapterBack(
  mixes: Mixes,
  before: Mixes,
  was: string,
  is: string,
  isThere: (id: string) => boolean,
): Mixes {
  const without = withoutAdapter(before, was, null);
  const back = withoutAdapter(before, was, is);
  const isUntouched = (row: string) =>
    isSameApplied(appliedRow(row, mixes), appliedRow(row, without));
  const missing = Object.entries(back).flatMap(([row, mix]): [string, Mix][] => {
    const { second } = mix;
    if (row === adapterKey(is))
      return [[row, second && !isThere(second.id) ? { ...mix, second: null } : mix]];
    return second?.id === is && isUntouched(row) ? [[row, mix]] : [];
  });
  return { ...mixes, ...Object.fromEntries(missing) };
}
