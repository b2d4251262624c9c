import { adaptirModule } from '../adaptir/parameters';
import type { ParameterValues } from '../parameters';
import { withStrength } from './strength';

/** An adapter's published parameters, and how strongly it counts (see `withStrength`). */
export interface MixPart {
  readonly adapter: ReadonlyMap<string, ParameterValues>;
  readonly strength: number;
}

/**
 * One adapter that does what several do together: in every block it adds w₁·A₁(x) + w₂·A₂(x) + …,
 * and every module of the backbone that they carry becomes W₀ + w₁·(W₁ − W₀) + w₂·(W₂ − W₀) + …
 * That is what a mix means here, and it is exact. It is not the mix of the pictures that the adapters
 * restore one by one: a block's x is what the mixed blocks before it made.
 *
 * Ranks of LoRA and hidden channels of bottlenecks stand side by side in one. Two AdaptIRs do not go
 * into one of twice the width: its attention over pixels (`compress`) and its spatial gate
 * (`spatial_interaction`) each make one map for all hidden channels, and two adapters make two. They
 * stand side by side whole, as `adaptir` and `adaptir_2`.
 *
 * @param parts of kinds that mix (see `kindOfMix`), on the same backbone and through the same head.
 * @param backbone published parameter of the frozen backbone by name.
 */
export function mixed(
  parts: readonly MixPart[],
  backbone: (name: string) => ParameterValues | undefined,
): ReadonlyMap<string, ParameterValues> {
  return parts
    .map(({ adapter, strength }) => withStrength(adapter, backbone, strength))
    .reduce((sum, next) => together(sum, next, backbone));
}

function together(
  first: ReadonlyMap<string, ParameterValues>,
  second: ReadonlyMap<string, ParameterValues>,
  backbone: (name: string) => ParameterValues | undefined,
): ReadonlyMap<string, ParameterValues> {
  const taken = adaptirsIn(first.keys());
  const both = new Map(first);
  for (const [ownName, own] of second) {
    const name = renumbered(ownName, taken);
    const other = first.get(name);
    both.set(name, other === undefined ? own : sum(name, other, own, backbone(name)));
  }
  return both;
}

function sum(
  name: string,
  a: ParameterValues,
  b: ParameterValues,
  frozen: ParameterValues | undefined,
): ParameterValues {
  const at = ({ values }: ParameterValues, i: number) => values[i] ?? Number.NaN;
  if (frozen !== undefined) {
    return { ...a, values: a.values.map((value, i) => value + (at(b, i) - at(frozen, i))) };
  }
  // Whatever is linear in the hidden channels, and has none itself.
  if (name.endsWith('.up.bias')) {
    return { ...a, values: a.values.map((value, i) => value + at(b, i)) };
  }
  if (/\.(lora_A|down\.(weight|bias))$/.test(name)) return stacked(a, b);
  if (/\.(lora_B|up\.weight)$/.test(name)) return abreast(a, b);
  throw new Error(`Both adapters have a “${name}”, which cannot be mixed.`);
}

/** `[n,…]` over `[m,…]`. */
function stacked(a: ParameterValues, b: ParameterValues): ParameterValues {
  const [rows = 0, ...others] = a.shape;
  const values = new Float32Array(a.values.length + b.values.length);
  values.set(a.values);
  values.set(b.values, a.values.length);
  return { shape: [rows + (b.shape[0] ?? 0), ...others], values };
}

/** `[rows,n]` beside `[rows,m]`. */
function abreast(a: ParameterValues, b: ParameterValues): ParameterValues {
  const [rows = 0, left = 0] = a.shape;
  const right = b.shape[1] ?? 0;
  const values = new Float32Array(a.values.length + b.values.length);
  for (let row = 0; row < rows; row++) {
    const start = row * (left + right);
    values.set(a.values.subarray(row * left, (row + 1) * left), start);
    values.set(b.values.subarray(row * right, (row + 1) * right), start + left);
  }
  return { shape: [rows, left + right], values };
}

const numbered = /(?<=^|\.)adaptir(?:_(\d+))?(?=\.)/;

/** How many AdaptIRs stand side by side in each block. */
function adaptirsIn(names: Iterable<string>): number {
  let count = 0;
  for (const name of names) {
    const match = numbered.exec(name);
    if (match !== null) count = Math.max(count, Number(match[1] ?? 1));
  }
  return count;
}

/** Behind the AdaptIRs that are there already. */
function renumbered(name: string, taken: number): string {
  return name.replace(numbered, (_, number: string | undefined) =>
    adaptirModule(taken + Number(number ?? 1) - 1),
  );
}
