import type { AdapterFile } from '../files/adapter';
import type { Backbone } from '../files/backbone';
import { mixedDescription } from '../files/mixedDescription';
import { storeFloat32 } from '../files/storedTensor';
import { mixed } from '../networks/attachments/mix';
import { decoded, frozenValues } from './residents';

interface FilePart {
  readonly file: AdapterFile;
  /** See `withStrength`. */
  readonly strength: number;
}

/**
 * One adapter that does what these do together (see `mixed`), in 32 bits: what a live mix restores
 * with and what is saved of it are the same numbers.
 *
 * @param backbone that all of them were made for.
 * @throws AdapterMismatchError for adapters that cannot be mixed.
 */
export function mixedFile(
  parts: readonly FilePart[],
  backbone: Backbone,
  name: string,
): AdapterFile {
  const described = parts.map(({ file: { metadata }, strength }) => ({ metadata, strength }));
  const metadata = mixedDescription(described, name);
  const values = mixed(
    parts.map(({ file, strength }) => ({ adapter: decoded(file.tensors), strength })),
    frozenValues(backbone.tensors),
  );
  const tensors = [...values].map(
    ([tensor, { shape, values }]) => [tensor, storeFloat32(values, shape, 'F32')] as const,
  );
  return { metadata, tensors: new Map(tensors) };
}
