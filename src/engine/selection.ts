import type { AdapterFile } from '../files/adapter';
import type { Backbone } from '../files/backbone';
import type { HeadProperties, Network } from '../networks/network';
import { Parameters } from '../networks/parameters';
import { NotLoadedError } from './errors';
import type { Choice } from './protocol';
import type { ResidentAdapter, ResidentBackbone } from './residents';

/** What the next restoration runs through: pointers to tensors that are on the device already. */
export interface Selection {
  readonly choice: Choice;
  readonly network: Network;
  readonly headName: string;
  readonly head: HeadProperties;
  readonly parameters: Parameters;
  /** The same for all that run through the same kernels on tensors of the same sizes. */
  readonly route: string;
  /** What the tensors were uploaded from, for whoever uploads them elsewhere. */
  readonly files: SelectedFiles;
}

export interface SelectedFiles {
  readonly backbone: Backbone;
  readonly adapter: AdapterFile | null;
  /** Of the adapter, see `withStrength`. */
  readonly strength: number;
}

/** How strong a choice's adapter is. */
export function strengthOf(choice: Choice): number {
  return (choice.kind === 'adapter' ? choice.strength : undefined) ?? 1;
}

/**
 * @param adapter of the choice's strength; null for the backbone alone.
 * @throws NotLoadedError when the backbone has no such head.
 */
export function selectionOf(
  choice: Choice,
  { file, network, tensors }: ResidentBackbone,
  adapter: ResidentAdapter | null,
): Selection {
  const headName = choice.kind === 'backbone' ? choice.head : (adapter?.summary.head ?? '');
  const head = network.heads.get(headName);
  if (head === undefined) {
    throw new NotLoadedError(`The backbone has no head “${headName}”.`, 'Choose another one.');
  }
  const layers = adapter === null ? [tensors] : [adapter.tensors, tensors];
  return {
    choice,
    network,
    headName,
    head,
    parameters: new Parameters(layers),
    route: `${headName} + ${adapter?.summary.parameters ?? 0}`,
    files: { backbone: file, adapter: adapter?.file ?? null, strength: strengthOf(choice) },
  };
}
