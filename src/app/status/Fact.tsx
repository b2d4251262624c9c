interface FactProps {
  readonly name: string;
  /** Null until there is one. */
  readonly value: string | null;
  readonly hint?: string | null;
  /** Room for this many, so that no value moves what comes after it. */
  readonly characters?: number;
}

/** One figure of the status line. */
export function Fact({ name, value, hint = null, characters = 0 }: FactProps) {
  return (
    <div title={hint ?? undefined}>
      <dt>{name}</dt>
      <dd style={{ minWidth: `${characters}ch` }}>{value ?? '–'}</dd>
    </div>
  );
}
