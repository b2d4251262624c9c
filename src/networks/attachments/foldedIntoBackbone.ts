import type { ParameterValues } from '../parameters';
import { bottleneckModule } from './bottleneck';

const downEnding = '.lora_A';
const biasEnding = `.${bottleneckModule}.up.bias`;

/**
 * An adapter as restoring wants it: low-rank updates are merged into copies of the weights that they
 * update, bottlenecks' last biases into the MLPs'. So nothing but AdaptIR and bottlenecks costs a
 * restoration anything.
 *
 * @param adapter published parameters.
 * @param backbone published parameter of the frozen backbone by name.
 */
export function foldedIntoBackbone(
  adapter: ReadonlyMap<string, ParameterValues>,
  backbone: (name: string) => ParameterValues | undefined,
): Map<string, ParameterValues> {
  const folded = new Map(adapter);
  /** Adds to the adapter's own copy of a parameter; where it has none, to a copy of the backbone's. */
  const add = (name: string, change: (i: number) => number) => {
    const before = adapter.get(name) ?? backbone(name);
    if (before === undefined) throw new Error(`The backbone has no “${name}”.`);
    folded.set(name, { ...before, values: before.values.map((value, i) => value + change(i)) });
  };
  for (const [name, { values, shape }] of adapter) {
    if (name.endsWith(downEnding)) {
      const module = name.slice(0, -downEnding.length);
      const up = adapter.get(`${module}.lora_B`);
      if (up === undefined) throw new Error(`The adapter lacks “${module}.lora_B”.`);
      add(`${module}.weight`, productOf(up.values, values, shape));
      folded.delete(name);
      folded.delete(`${module}.lora_B`);
    }
    if (name.endsWith(biasEnding)) {
      add(`${name.slice(0, -biasEnding.length)}.mlp.fc2.bias`, (i) => values[i] ?? Number.NaN);
      folded.delete(name);
    }
  }
  return folded;
}

/** Element by element, B·A: `[out,rank]` by `[rank,in]`. */
function productOf(
  b: Float32Array,
  a: Float32Array,
  [rank = 0, width = 0]: readonly number[],
): (i: number) => number {
  return (i) => {
    const row = Math.floor(i / width);
    let sum = 0;
    for (let r = 0; r < rank; r++) {
      sum += (b[row * rank + r] ?? Number.NaN) * (a[r * width + (i % width)] ?? Number.NaN);
    }
    return sum;
  };
}
