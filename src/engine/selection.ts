import type { AdapterFile } from '../files/adapter';
import type { Backbone } from '../files/backbone';
import type { Precision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import type { HeadProperties, Network } from '../networks/network';
import { Parameters } from '../networks/parameters';
import { NotLoadedError } from './errors';
import type { Choice } from './protocol';
import {
  adapterTensors,
  type ResidentAdapter,
  type ResidentBackbone,
  type ResidentTensors,
} from './residents';

/**
 * What a restoration runs through: pointers to tensors that are on the device already, but for an
 * adapter of another strength than its own, whose tensors are made with the selection.
 */
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
  /** Tensors of this selection alone. */
  readonly own: ResidentTensors | null;
}

export interface SelectedFiles {
  readonly backbone: Backbone;
  readonly adapter: AdapterFile | null;
  /** Of the adapter, see `withStrength`. */
  readonly strength: number;
}

function strengthOf(choice: Choice): number {
  return (choice.kind === 'adapter' ? choice.strength : undefined) ?? 1;
}

/**
 * The caller gives it to `disposeSelection`.
 *
 * @param adapter null for the backbone alone.
 * @param precision that the device stores numbers in.
 * @throws NotLoadedError when the backbone has no such head.
 */
export function selectionOf(
  choice: Choice,
  backbone: ResidentBackbone,
  adapter: ResidentAdapter | null,
  precision: Precision = 'f32',
): Selection {
  const { file, network, tensors } = backbone;
  const headName = choice.kind === 'backbone' ? choice.head : (adapter?.summary.head ?? '');
  const head = network.heads.get(headName);
  if (head === undefined) {
    throw new NotLoadedError(`The backbone has no head “${headName}”.`, 'Choose another one.');
  }
  const strength = strengthOf(choice);
  const own =
    adapter === null || strength === 1
      ? null
      : adapterTensors(adapter.file, backbone, precision, strength);
  const layers = adapter === null ? [tensors] : [own ?? adapter.tensors, tensors];
  return {
    choice,
    network,
    headName,
    head,
    parameters: new Parameters(layers),
    route: `${headName} + ${adapter?.summary.parameters ?? 0}`,
    files: { backbone: file, adapter: adapter?.file ?? null, strength },
    own,
  };
}

/** Gives back what was made for the selection alone. */
export function disposeSelection(selection: Selection | null): void {
  if (selection?.own) tf.dispose([...selection.own.values()]);
}

/** Whether both choose the same, so that a selection of one serves for the other. */
export function isSameChoice(a: Choice, b: Choice): boolean {
  if (a.kind === 'backbone') return b.kind === 'backbone' && a.head === b.head;
  return b.kind === 'adapter' && a.id === b.id && strengthOf(a) === strengthOf(b);
}
