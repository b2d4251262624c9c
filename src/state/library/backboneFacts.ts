import type { BackboneFiles } from '../../engine/protocol';
import { parseBackboneConfig } from '../../files/backboneConfig';
import { storedEntry } from '../../storage/storedId';
import type { LibraryBackbone } from './libraryState';

/**
 * What a backbone's config says of it; whether the weights are what it says, the engine checks.
 *
 * @param id in the store; null for the shipped one.
 * @throws FileFormatError for a config that is not in order.
 */
export async function backboneFacts(
  id: string | null,
  { config, model }: BackboneFiles,
): Promise<LibraryBackbone> {
  const { modelType, heads, sha256, parameters, licence, ...rest } = parseBackboneConfig(
    await config.text(),
  );
  const scales = Object.values(heads).map(({ scale }) => scale);
  return {
    id,
    entry: id === null ? null : storedEntry(id),
    name: rest.id,
    sha256,
    architecture: modelType,
    parameters,
    bytes: config.size + model.size,
    scales: [...new Set(scales)].sort((a, b) => a - b),
    licence: licence ?? null,
  };
}
