import { type AdapterMetadata, unstatedLicence } from './adapter';
import { AdapterMismatchError } from './adapterFit';
import { kindOfMix } from './adapterKind';

/** An adapter's description of itself, and how strongly it counts in a mix: 1 as it was trained. */
export interface DescribedPart {
  readonly metadata: AdapterMetadata;
  readonly strength: number;
}

/**
 * How a mix describes itself: what it was mixed from, the task and the recipe where the parts share
 * them, all their licences. Nobody has trained or measured it.
 *
 * @param parts at least one.
 * @throws AdapterMismatchError for parts of different backbones or heads, or of kinds that no one
 *   adapter holds together.
 */
export function mixedDescription(parts: readonly DescribedPart[], name: string): AdapterMetadata {
  const [first, ...others] = parts.map(({ metadata }) => metadata);
  if (first === undefined) throw new RangeError('A mix has at least one part.');
  const all = [first, ...others];
  const shared = <Value>(of: (metadata: AdapterMetadata) => Value): boolean =>
    new Set(all.map((metadata) => JSON.stringify(of(metadata)))).size === 1;
  for (const other of others) requireSameWay(first, other);
  return {
    name,
    kind: others.reduce((kind, other) => kindOfBoth(kind, other), first).kind,
    task: shared(({ task }) => task) ? first.task : 'restore',
    scale: first.scale,
    head: first.head,
    backbone: first.backbone,
    backboneSha256: first.backboneSha256,
    degradation: shared(({ degradation }) => degradation) ? first.degradation : [],
    training: null,
    metrics: null,
    licence: licenceOf(all.map(({ licence }) => licence)),
    modulesToSave: [...new Set(all.flatMap(({ modulesToSave }) => modulesToSave))],
    mixedFrom: parts.map(({ metadata, strength }) => ({ name: metadata.name, strength })),
    exposure: exposureOf(parts),
  };
}

/** That of the one part that has any, as strong as the part. */
function exposureOf(parts: readonly DescribedPart[]): AdapterMetadata['exposure'] {
  const found = parts.flatMap(({ metadata: { exposure, name }, strength }) =>
    exposure === undefined
      ? []
      : [{ name, exposure: { ...exposure, strength: exposure.strength * strength } }],
  );
  const [first, second] = found;
  if (first !== undefined && second !== undefined) {
    throw new AdapterMismatchError(
      `“${first.name}” and “${second.name}” both brighten the whole photo first and cannot be mixed.`,
    );
  }
  return first?.exposure;
}

function requireSameWay(a: AdapterMetadata, b: AdapterMetadata): void {
  if (a.backboneSha256 !== b.backboneSha256) {
    throw new AdapterMismatchError(
      `“${a.name}” and “${b.name}” were made for different backbones and cannot be mixed.`,
    );
  }
  if (a.head !== b.head) {
    throw new AdapterMismatchError(
      `“${a.name}” and “${b.name}” run through different heads (${a.head}, ${b.head}) and cannot be mixed.`,
    );
  }
}

function kindOfBoth(a: AdapterMetadata, b: AdapterMetadata): AdapterMetadata {
  const kind = kindOfMix(a.kind, b.kind);
  if (kind !== null) return { ...a, kind };
  throw new AdapterMismatchError(
    `“${a.name}” and “${b.name}” are adapters of different kinds (${a.kind}, ${b.kind}) and cannot be mixed.`,
  );
}

/** SPDX: both have to be met. */
function licenceOf(licences: readonly string[]): string {
  const different = [...new Set(licences)];
  if (different.includes(unstatedLicence)) return unstatedLicence;
  return different.length === 1
    ? different.join()
    : different.map((licence) => (/\s/.test(licence) ? `(${licence})` : licence)).join(' AND ');
}
