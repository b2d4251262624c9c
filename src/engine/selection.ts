import type { AdapterFile } from '../files/adapter';
import type { Backbone } from '../files/backbone';
import type { Exposure } from '../imaging/exposure';
import type { Precision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import type { HeadProperties, Network } from '../networks/network';
import { Parameters } from '../networks/parameters';
import { NotLoadedError } from './errors';
import { mixedFile } from './mixing';
import type { Choice } from './protocol';
import {
  adapterTensors,
  type ResidentAdapter,
  type ResidentBackbone,
  type ResidentTensors,
} from './residents';

/**
 * What a restoration runs through: pointers to tensors that are on the device already, but for a mix
 * and an adapter of another strength than its own, whose tensors are made with the selection.
 */
export interface Selection {
  readonly choice: Choice;
  readonly network: Network;
  readonly headName: string;
  readonly head: HeadProperties;
  readonly parameters: Parameters;
  /** Of each whole photo, before it is restored; null leaves photos as they are. */
  readonly exposure: Exposure | null;
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

/** Ids of the adapters that a choice takes. */
export function adaptersOf(choice: Choice): readonly string[] {
  if (choice.kind === 'backbone') return [];
  return choice.kind === 'adapter' ? [choice.id] : choice.parts.map(({ id }) => id);
}

/**
 * The caller gives it to `disposeSelection`.
 *
 * @param adapters those of the choice, in its order; none for the backbone alone.
 * @param precision that the device stores numbers in.
 * @throws NotLoadedError when the backbone has no such head.
 * @throws AdapterMismatchError for adapters that cannot be mixed.
 */
export function selectionOf(
  choice: Choice,
  backbone: ResidentBackbone,
  adapters: readonly ResidentAdapter[],
  precision: Precision = 'f32',
): Selection {
  const { file, network, tensors } = backbone;
  const headName = choice.kind === 'backbone' ? choice.head : (adapters[0]?.summary.head ?? '');
  const head = network.heads.get(headName);
  if (head === undefined) {
    throw new NotLoadedError(`The backbone has no head “${headName}”.`, 'Choose another one.');
  }
  const [adapter, strength] = adapterOf(choice, backbone, adapters);
  const resident = strength === 1 ? adapters.find(({ file }) => file === adapter) : undefined;
  const own =
    adapter === null || resident !== undefined
      ? null
      : adapterTensors(adapter, backbone, precision, strength);
  const attached = own ?? resident?.tensors;
  const layers = attached === undefined ? [tensors] : [attached, tensors];
  const exposure = adapter?.metadata.exposure;
  const sizes = adapters.map(({ summary }) => summary.parameters);
  return {
    choice,
    network,
    headName,
    head,
    parameters: new Parameters(layers),
    exposure: exposure ? { ...exposure, strength: exposure.strength * strength } : null,
    route: [headName, ...sizes].join(' + '),
    files: { backbone: file, adapter, strength },
    own,
  };
}

/** The one adapter that a choice comes down to, null for none, and its strength. */
function adapterOf(
  choice: Choice,
  backbone: ResidentBackbone,
  adapters: readonly ResidentAdapter[],
): [AdapterFile | null, number] {
  if (choice.kind !== 'mix') return [adapters[0]?.file ?? null, strengthOf(choice)];
  const parts = adapters.map(({ file }, i) => ({ file, strength: choice.parts[i]?.strength ?? 1 }));
  return [mixedFile(parts, backbone.file, 'mix'), 1];
}

/** Gives back what was made for the selection alone. */
export function disposeSelection(selection: Selection | null): void {
  if (selection?.own) tf.dispose([...selection.own.values()]);
}

/** Whether both choose the same, so that a selection of one serves for the other. */
export function isSameChoice(a: Choice, b: Choice): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf(choice: Choice): string {
  if (choice.kind === 'backbone') return JSON.stringify([choice.head]);
  const parts =
    choice.kind === 'mix' ? choice.parts : [{ id: choice.id, strength: strengthOf(choice) }];
  return JSON.stringify([choice.kind, ...parts.map(({ id, strength }) => [id, strength])]);
}
