import { z } from 'zod';
import { readSafetensors, type Safetensors } from '../src/files/safetensors';
import { float32Values } from '../src/files/storedTensor';
import { adaptirParameters, adaptirSizes } from '../src/networks/adaptir/parameters';
import { edtNetwork, iptNetwork, type Network } from '../src/networks/network';
import type { ParameterSpecs, ParameterValues } from '../src/networks/parameters';

/** What the published code computed on a small random network (see the data folder's README). */
export interface GoldenCase {
  /** `w.*`: parameters and BatchNorm statistics under their published names. */
  readonly parameters: ReadonlyMap<string, ParameterValues>;
  /** Everything else: inputs, outputs, gradients, the adapter after training. */
  readonly tensors: ReadonlyMap<string, ParameterValues>;
  readonly subject: AdapterSubject | NetworkSubject;
}

/** One adapter alone; its tensors are laid out `[N,H,W,C]`. */
export interface AdapterSubject {
  readonly kind: 'adapter';
  readonly specs: ParameterSpecs;
}

/** A whole network; its images are laid out `[N,C,H,W]`. */
export interface NetworkSubject {
  readonly kind: 'network';
  readonly network: Network;
  readonly specs: ParameterSpecs;
  readonly head: string;
  /** The recipe behind `grad.*` and `after.*`, where the file has them. */
  readonly training: TrainingRecipe | null;
}

export interface TrainingRecipe {
  readonly learningRate: number;
  /** Mean absolute error before each step. */
  readonly losses: readonly number[];
}

const edtConfig = z.object({
  embed: z.int(),
  feat: z.int(),
  depths: z.array(z.int()),
  heads: z.array(z.int()),
  win: z.tuple([z.int(), z.int()]),
  ratio: z.number(),
});
const iptConfig = z.object({ feats: z.int(), layers: z.int(), heads: z.int() });
const trainConfig = z.object({ lr: z.number(), losses: z.array(z.number()) });

const imageMean = [0.4488, 0.4371, 0.404] as const;
const iptTasks = ['sr_2', 'sr_3', 'sr_4', 'derain', 'denoise_30', 'denoise_50'];

/** @throws FileFormatError, or Error naming what the file's metadata lacks. */
export function readGoldenCase(file: Uint8Array): GoldenCase {
  const stored = readSafetensors(file);
  const parameters = new Map<string, ParameterValues>();
  const tensors = new Map<string, ParameterValues>();
  for (const [name, tensor] of stored.tensors) {
    if (name.endsWith('num_batches_tracked')) continue;
    const values = { shape: tensor.shape, values: float32Values(tensor) };
    if (name.startsWith('w.')) parameters.set(name.slice(2), values);
    else tensors.set(name, values);
  }
  return { parameters, tensors, subject: subjectOf(stored, parameters) };
}

function subjectOf(
  { metadata }: Safetensors,
  parameters: ReadonlyMap<string, ParameterValues>,
): AdapterSubject | NetworkSubject {
  if (metadata.kind === 'adapter') {
    const sizes = adaptirSizes((name) => parameters.get(name)?.shape);
    if (sizes === null) throw new Error('The golden adapter lacks its head or its gates.');
    return { kind: 'adapter', specs: adaptirParameters(sizes) };
  }
  const { network, head } = networkOf(metadata);
  const block = network.adaptedBlocks[0];
  const sizes = adaptirSizes((name) => parameters.get(`${block}.adaptir.${name}`)?.shape);
  return {
    kind: 'network',
    network,
    head,
    specs: new Map([
      ...network.backboneParameters,
      ...(sizes === null ? [] : network.adapterParameters({ kind: 'adaptir', ...sizes })),
    ]),
    training: metadata.train === undefined ? null : trainingRecipe(metadata.train),
  };
}

function networkOf(metadata: Safetensors['metadata']): { network: Network; head: string } {
  const task = metadata.task ?? '';
  const config: unknown = JSON.parse(metadata.config ?? '{}');
  if (metadata.arch === 'edt') {
    const { embed, feat, depths, heads, win, ratio } = edtConfig.parse(config);
    const architecture = {
      embedDim: embed,
      numFeat: feat,
      depth: 2,
      depths,
      numHeads: heads,
      windowSize: win,
      mlpRatio: ratio,
      imageMean,
    };
    return { network: edtNetwork(architecture, { [task]: edtRoute(task) }), head: task };
  }
  if (metadata.arch !== 'ipt') throw new Error(`Unknown architecture “${metadata.arch}”.`);
  const { feats, layers, heads } = iptConfig.parse(config);
  const architecture = {
    nFeats: feats,
    patchSize: 48,
    patchDim: 3,
    numLayers: layers,
    numHeads: heads,
    mlpRatio: 4,
    imageMean,
  };
  return {
    network: iptNetwork(architecture, { [task]: { index: iptTasks.indexOf(task) } }),
    head: task,
  };
}

/** `sr_2` runs through `head_sr_x2`, `denoise_30` through `head_dn_g30`, `derainL` through `head_dr_L`. */
function edtRoute(task: string) {
  const [, factor] = /^sr_(\d)$/.exec(task) ?? [];
  const [, sigma] = /^denoise_(\d+)$/.exec(task) ?? [];
  const [, level] = /^derain_?(\w)$/.exec(task) ?? [];
  const name =
    factor !== undefined ? `sr_x${factor}` : sigma !== undefined ? `dn_g${sigma}` : `dr_${level}`;
  return { head: `head_${name}`, tail: `tail_${name}`, scale: Number(factor ?? 1) };
}

function trainingRecipe(json: string): TrainingRecipe {
  const { lr, losses } = trainConfig.parse(JSON.parse(json));
  return { learningRate: lr, losses };
}
