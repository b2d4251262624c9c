import type { AdapterFile } from './adapter';
import type { StoredTensor } from './storedTensor';

/** An adapter in order, but not for the loaded backbone; `message` is for people. */
export class AdapterMismatchError extends Error {
  override readonly name = 'AdapterMismatchError';
}

/** What an adapter is compared with; every `BackboneConfig` is one. */
export interface BackboneIdentity {
  readonly id: string;
  readonly sha256: string;
  readonly heads: Readonly<Record<string, { readonly scale: number }>>;
}

/**
 * Checks that an adapter was made for this very backbone and has exactly the tensors expected.
 * PyTorch's `BN.num_batches_tracked` counters are allowed beside them; restoring ignores them.
 *
 * @param expected published shape of every adapter tensor, and of every backbone parameter under
 * the adapter's `modulesToSave`.
 * @throws AdapterMismatchError that names the trouble.
 */
export function checkAdapterFits(
  { metadata, tensors }: AdapterFile,
  backbone: BackboneIdentity,
  expected: ReadonlyMap<string, readonly number[]>,
): void {
  checkOrigin(metadata, backbone);
  checkHead(metadata, backbone);
  for (const module of metadata.modulesToSave) {
    if ([...expected.keys()].some((name) => name.startsWith(`${module}.`))) continue;
    throw new AdapterMismatchError(
      `This adapter replaces the module “${module}”, which “${backbone.id}” does not have.`,
    );
  }
  const troubles = tensorTroubles(tensors, expected);
  if (troubles.length > 0) {
    throw new AdapterMismatchError(
      `This adapter does not fit “${backbone.id}”: ${troubles.join('; ')}.`,
    );
  }
}

function checkOrigin(metadata: AdapterFile['metadata'], backbone: BackboneIdentity): void {
  if (metadata.backbone !== backbone.id) {
    throw new AdapterMismatchError(
      `This adapter was made for “${metadata.backbone}”; the loaded backbone is “${backbone.id}”.`,
    );
  }
  if (metadata.backboneSha256 !== backbone.sha256) {
    throw new AdapterMismatchError(
      `This adapter was made for another version of “${backbone.id}” than the one loaded.`,
    );
  }
}

function checkHead(metadata: AdapterFile['metadata'], backbone: BackboneIdentity): void {
  const head = new Map(Object.entries(backbone.heads)).get(metadata.head);
  if (head === undefined) {
    const present = some(Object.keys(backbone.heads).map(quoted));
    throw new AdapterMismatchError(
      `This adapter needs the head “${metadata.head}”; “${backbone.id}” has ${present}.`,
    );
  }
  if (head.scale !== metadata.scale) {
    throw new AdapterMismatchError(
      `This adapter says that it restores at ×${metadata.scale}, but its head “${metadata.head}” works at ×${head.scale}.`,
    );
  }
}

function tensorTroubles(
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
  const troubles: string[] = [];
  if (missing.length > 0) troubles.push(`it lacks ${some(missing.map(quoted))}`);
  if (unexpected.length > 0) troubles.push(`it has no use for ${some(unexpected.map(quoted))}`);
  if (misshapen.length > 0) troubles.push(`of wrong shape: ${some(misshapen)}`);
  return troubles;
}

function isBatchCounter(name: string, { dtype, shape }: StoredTensor): boolean {
  return name.endsWith('.BN.num_batches_tracked') && dtype === 'I64' && shape.length === 0;
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** "a", "a and b", "a, b and c", "a, b, c and 4 more". */
function some(items: readonly string[]): string {
  const shown = items.slice(0, 3);
  const last = items.length > 3 ? `${items.length - 3} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}

function quoted(name: string): string {
  return `“${name}”`;
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
