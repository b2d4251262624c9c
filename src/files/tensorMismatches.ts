import type { StoredTensor } from './storedTensor';

/**
 * Compares the tensors of a file with those expected, PyTorch's `BN.num_batches_tracked` counters
 * left aside.
 *
 * @param expected published shapes by name.
 * @returns what is missing, superfluous or of wrong shape, in words; empty when all is well.
 */
export function tensorMismatches(
  tensors: ReadonlyMap<string, StoredTensor>,
  expected: ReadonlyMap<string, readonly number[]>,
): string[] {
  const missing = [...expected.keys()].filter((name) => !tensors.has(name));
  const unexpected: string[] = [];
  const misshapen: string[] = [];
  for (const [name, tensor] of tensors) {
    const shape = expected.get(name);
    if (shape === undefined) {
      if (!isBatchCounter(name, tensor)) unexpected.push(name);
    } else if (!isSameShape(tensor.shape, shape)) {
      misshapen.push(`${quoted(name)} is ${shapeText(tensor.shape)}, not ${shapeText(shape)}`);
    }
  }
  const mismatches: string[] = [];
  if (missing.length > 0) mismatches.push(`it lacks ${some(missing.map(quoted))}`);
  if (unexpected.length > 0) mismatches.push(`it has no use for ${some(unexpected.map(quoted))}`);
  if (misshapen.length > 0) mismatches.push(`of wrong shape: ${some(misshapen)}`);
  return mismatches;
}

function isBatchCounter(name: string, { dtype, shape }: StoredTensor): boolean {
  return name.endsWith('.BN.num_batches_tracked') && dtype === 'I64' && shape.length === 0;
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** "a", "a and b", "a, b and c", "a, b, c and 4 more". */
export function some(items: readonly string[]): string {
  const shown = items.slice(0, 3);
  const last = items.length > 3 ? `${items.length - 3} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}

export function quoted(name: string): string {
  return `“${name}”`;
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
