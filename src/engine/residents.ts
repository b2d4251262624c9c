import { type AdapterFile, readAdapter } from '../files/adapter';
import { checkAdapterFits } from '../files/adapterFit';
import { type Backbone, readBackbone } from '../files/backbone';
import { trainedFor } from '../files/degradationText';
import { FileFormatError } from '../files/fileFormatError';
import { float32Values, parameterCount, type StoredTensor } from '../files/storedTensor';
import { tensorTroubles } from '../files/tensorTroubles';
import type { Precision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import { adaptirModule, adaptirSizes } from '../networks/adaptir/parameters';
import { uploadForRestoring } from '../networks/adaptir/restoringParameters';
import { type Network, networkOf } from '../networks/network';
import type { ParameterSpecs, ParameterValues } from '../networks/parameters';
import { uploadParameters } from '../networks/upload';
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

/** An adapter on the device, BatchNorm folded, with its own copies of backbone modules. */
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
  const file = await readBackbone(configJson, model);
  const network = networkOf(file.config);
  const troubles = tensorTroubles(file.tensors, shapes(network.backboneParameters));
  if (troubles.length > 0) {
    throw new FileFormatError(
      `The weights of “${file.config.id}” do not fit its config: ${troubles.join('; ')}.`,
    );
  }
  const heads = [...network.heads].map(([name, { scale }]) => ({ name, scale }));
  const { id, sha256 } = file.config;
  const summary = { id, sha256, parameters: parameterCount(file.tensors), heads };
  return { file, network, summary, tensors: uploadBackbone(file, network, precision) };
}

/** The same backbone on the device that runs now. */
export function uploadedAgain(backbone: ResidentBackbone, precision: Precision): ResidentBackbone {
  const { file, network } = backbone;
  return { ...backbone, tensors: uploadBackbone(file, network, precision) };
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
  const specs = expectedParameters(file, backbone.network);
  checkAdapterFits(file, backbone.file.config, shapes(specs));
  const { name, task, head, scale, degradation, metrics, licence } = file.metadata;
  const psnr = metrics?.psnrRgb;
  const summary: AdapterSummary = {
    id,
    name,
    task,
    head,
    scale,
    trainedFor: trainedFor(degradation),
    reached: psnr ? { set: metrics?.set ?? '', input: psnr.input, adapter: psnr.adapter } : null,
    licence,
    parameters: parameterCount(file.tensors),
    bytes: bytes.length,
  };
  return { file, summary, tensors: uploadAdapter(file, backbone.network, precision) };
}

/** The same adapter on the device that runs now. */
export function adapterUploadedAgain(
  adapter: ResidentAdapter,
  backbone: ResidentBackbone,
  precision: Precision,
): ResidentAdapter {
  return { ...adapter, tensors: uploadAdapter(adapter.file, backbone.network, precision) };
}

export function disposeResident({ tensors }: { readonly tensors: ResidentTensors }): void {
  tf.dispose([...tensors.values()]);
}

function uploadBackbone(
  { tensors }: Backbone,
  network: Network,
  precision: Precision,
): ResidentTensors {
  const { backboneParameters } = network;
  return uploadParameters(decoded(tensors), backboneParameters, precisionFor(network, precision));
}

function uploadAdapter(file: AdapterFile, network: Network, precision: Precision): ResidentTensors {
  const specs = expectedParameters(file, network);
  return uploadForRestoring(decoded(file.tensors), specs, precisionFor(network, precision));
}

/** What a network is stored and restored in on a device of this precision. */
export function precisionFor({ isFused }: Network, precision: Precision): Precision {
  return isFused ? precision : 'f32';
}

/** What an adapter of this one's own sizes holds: its blocks' parameters and the saved modules. */
export function expectedParameters(file: AdapterFile, network: Network): ParameterSpecs {
  const prefix = `${network.adaptedBlocks[0]}.${adaptirModule}.`;
  const sizes = adaptirSizes((name) => file.tensors.get(prefix + name)?.shape);
  const saved = [...network.backboneParameters].filter(([name]) =>
    file.metadata.modulesToSave.some((module) => name.startsWith(`${module}.`)),
  );
  return new Map([...network.adapterParameters(sizes ?? { hidden: 1, squeeze: 1 }), ...saved]);
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
