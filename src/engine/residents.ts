import { type AdapterFile, readAdapter } from '../files/adapter';
import { AdapterMismatchError, checkAdapterFits } from '../files/adapterFit';
import { type Backbone, readBackbone } from '../files/backbone';
import { madeFor } from '../files/degradationText';
import { FileFormatError } from '../files/fileFormatError';
import { float32Values, parameterCount, type StoredTensor } from '../files/storedTensor';
import { tensorMismatches } from '../files/tensorMismatches';
import type { Precision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import { restoringTensors } from '../networks/adaptir/restoringParameters';
import { parametersUnder } from '../networks/attachments/carriedModules';
import { designOfTensors } from '../networks/attachments/design';
import { foldedIntoBackbone } from '../networks/attachments/foldedIntoBackbone';
import { withStrength } from '../networks/attachments/strength';
import { type Network, networkOf } from '../networks/network';
import type { ParameterSpecs, ParameterValues } from '../networks/parameters';
import { parameterTensors } from '../networks/parameterTensors';
import type { AdapterSummary, BackboneSummary } from './protocol';

/** Tensors on the device under their published names, runtime layout. */
export type ResidentTensors = ReadonlyMap<string, tf.Tensor>;

/** The frozen backbone: its file in memory, to upload again after a lost device, and its tensors. */
export interface ResidentBackbone {
  readonly file: Backbone;
  readonly network: Network;
  readonly summary: BackboneSummary;
  readonly tensors: ResidentTensors;
}

/** An adapter on the device, as restoring wants it, with its own copies of backbone modules. */
export interface ResidentAdapter {
  readonly file: AdapterFile;
  readonly summary: AdapterSummary;
  readonly tensors: ResidentTensors;
}

/**
 * @param precision that the device stores numbers in.
 * @throws FileFormatError for a damaged or unknown backbone.
 */
export async function residentBackbone(
  configJson: string,
  model: Uint8Array<ArrayBuffer>,
  precision: Precision = 'f32',
): Promise<ResidentBackbone> {
  const checked = await checkedBackbone(configJson, model);
  return { ...checked, tensors: backboneTensors(checked.file, checked.network, precision) };
}

/**
 * A backbone whose files are in order and belong together; nothing is on the device.
 *
 * @throws FileFormatError for a damaged or unknown backbone.
 */
export async function checkedBackbone(
  configJson: string,
  model: Uint8Array<ArrayBuffer>,
): Promise<Omit<ResidentBackbone, 'tensors'>> {
  const file = await readBackbone(configJson, model);
  const network = networkOf(file.config);
  const mismatches = tensorMismatches(file.tensors, shapes(network.backboneParameters));
  if (mismatches.length > 0) {
    throw new FileFormatError(
      `The weights of “${file.config.id}” do not fit its config: ${mismatches.join('; ')}.`,
    );
  }
  const heads = [...network.heads].map(([name, { scale }]) => ({ name, scale }));
  const { id, sha256 } = file.config;
  const summary = { id, sha256, parameters: parameterCount(file.tensors), heads };
  return { file, network, summary };
}

/** The same backbone on the device that runs now. */
export function backboneWithTensors(
  backbone: ResidentBackbone,
  precision: Precision,
): ResidentBackbone {
  const { file, network } = backbone;
  return { ...backbone, tensors: backboneTensors(file, network, precision) };
}

/**
 * @param id names the adapter among the loaded ones.
 * @param precision that the device stores numbers in.
 * @throws FileFormatError or AdapterMismatchError for a file that does not fit.
 */
export function residentAdapter(
  id: string,
  bytes: Uint8Array<ArrayBuffer>,
  backbone: ResidentBackbone,
  precision: Precision = 'f32',
): ResidentAdapter {
  const file = readAdapter(bytes);
  const specs = expectedOf(file, backbone.network);
  checkAdapterFits(file, backbone.file.config, shapes(specs));
  const { name, kind, task, head, scale, metrics, licence } = file.metadata;
  const psnr = metrics?.psnrRgb;
  const summary: AdapterSummary = {
    id,
    name,
    kind,
    task,
    head,
    scale,
    trainedFor: madeFor(file.metadata),
    degradation: file.metadata.degradation,
    reached: psnr ? { set: metrics?.set ?? '', input: psnr.input, adapter: psnr.adapter } : null,
    licence,
    parameters: parameterCount(file.tensors),
    bytes: bytes.length,
  };
  return { file, summary, tensors: adapterTensors(file, backbone, precision) };
}

/** The same adapter on the device that runs now. */
export function adapterWithTensors(
  adapter: ResidentAdapter,
  backbone: ResidentBackbone,
  precision: Precision,
): ResidentAdapter {
  return { ...adapter, tensors: adapterTensors(adapter.file, backbone, precision) };
}

export function disposeResident({ tensors }: { readonly tensors: ResidentTensors }): void {
  tf.dispose([...tensors.values()]);
}

/**
 * The backbone's tensors, freshly uploaded; the caller disposes them.
 *
 * @param precision that the device stores numbers in.
 */
export function backboneTensors(
  { tensors }: Backbone,
  network: Network,
  precision: Precision = 'f32',
): ResidentTensors {
  const { backboneParameters } = network;
  return parameterTensors(decoded(tensors), backboneParameters, precisionFor(network, precision));
}

/**
 * An adapter's tensors, freshly uploaded; the caller disposes them.
 *
 * @param precision that the device stores numbers in.
 * @param strength see `withStrength`.
 */
export function adapterTensors(
  file: AdapterFile,
  { file: { tensors }, network }: Pick<ResidentBackbone, 'file' | 'network'>,
  precision: Precision = 'f32',
  strength = 1,
): ResidentTensors {
  const frozen = frozenValues(tensors);
  const values = foldedIntoBackbone(withStrength(decoded(file.tensors), frozen, strength), frozen);
  const specs = new Map([...network.backboneParameters, ...expectedOf(file, network)]);
  return restoringTensors(values, specs, precisionFor(network, precision));
}

/** Published parameters of a backbone's file, each decoded when it is asked for. */
export function frozenValues(
  tensors: ReadonlyMap<string, StoredTensor>,
): (name: string) => ParameterValues | undefined {
  return (name) => {
    const stored = tensors.get(name);
    return stored && { shape: stored.shape, values: float32Values(stored) };
  };
}

/** What a network is stored and restored in on a device of this precision. */
export function precisionFor({ isFused }: Network, precision: Precision): Precision {
  return isFused ? precision : 'f32';
}

function expectedOf({ metadata, tensors }: AdapterFile, network: Network): ParameterSpecs {
  return expectedParameters(network, metadata, (name) => tensors.get(name)?.shape);
}

/**
 * What an adapter of this one's own sizes holds: its blocks' parameters and the saved modules.
 *
 * @param shapeOf published shape of one of its tensors.
 * @throws AdapterMismatchError for a kind that the network does not take.
 */
export function expectedParameters(
  network: Network,
  { kind, modulesToSave }: Pick<AdapterFile['metadata'], 'kind' | 'modulesToSave'>,
  shapeOf: (name: string) => readonly number[] | undefined,
): ParameterSpecs {
  if (!network.adapterKinds.includes(kind)) {
    throw new AdapterMismatchError(`The loaded backbone takes no adapters of kind “${kind}”.`);
  }
  const design = designOfTensors(kind, network.adaptedBlocks[0] ?? '', shapeOf);
  return new Map([
    ...network.adapterParameters(design),
    ...parametersUnder(modulesToSave, network.backboneParameters),
  ]);
}

function shapes(specs: ParameterSpecs): Map<string, readonly number[]> {
  return new Map([...specs].map(([name, { shape }]) => [name, shape]));
}

/** Published parameters of a file, without PyTorch's counters. */
export function decoded(tensors: ReadonlyMap<string, StoredTensor>): Map<string, ParameterValues> {
  return new Map(
    [...tensors]
      .filter(([, { dtype }]) => dtype !== 'I64')
      .map(([name, tensor]) => [name, { shape: tensor.shape, values: float32Values(tensor) }]),
  );
}
