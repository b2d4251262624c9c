import type { AdapterFile } from './adapter';
import { quoted, some, tensorMismatches } from './tensorMismatches';

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
 * @throws AdapterMismatchError that names the problem.
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
  const mismatches = tensorMismatches(tensors, expected);
  if (mismatches.length > 0) {
    throw new AdapterMismatchError(
      `This adapter does not fit “${backbone.id}”: ${mismatches.join('; ')}.`,
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
