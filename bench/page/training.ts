import { decoded, expectedParameters } from '../../src/engine/residents';
import { seededRandom } from '../../src/imaging/random';
import { gpuBytes } from '../../src/kernels/bufferPool';
import * as tf from '../../src/kernels/tf';
import { Constants } from '../../src/networks/constants';
import { edtNetwork } from '../../src/networks/network';
import type { ParameterSpecs, ParameterValues } from '../../src/networks/parameters';
import { parameterTensors } from '../../src/networks/parameterTensors';
import { AdapterTrainer } from '../../src/tuning/adapterTrainer';
import { withoutFusedKernelsUntil } from '../counting/withoutFusedKernels';
import type { Contender, TrainingSpec } from './contender';
import {
  type BenchBackend,
  type Model,
  type ModelAddress,
  modelOn,
  parametersOf,
  pictureValues,
  settled,
} from './model';

/** One step of the loaded adapter, or the forward pass of the same batch without gradients. */
export async function openTraining(spec: TrainingSpec, address: ModelAddress): Promise<Contender> {
  const { backend } = spec;
  const model = await modelOn(backend, address);
  const { backbone, adapter, constants } = model;
  const { head, scale } = adapter.summary;
  const trained = uploadedForTuning(model);
  const trainer = new AdapterTrainer(
    backbone.network,
    head,
    backbone.tensors,
    trained,
    { learningRate: 1e-4 },
    constants,
  );
  tf.dispose([...trained.values()]);
  const { batch, side } = spec;
  const picture = tf.tensor4d(pictureValues(side), [1, side, side, 3]);
  const input = tf.tile(picture, [batch, 1, 1, 1]) as tf.Tensor4D;
  const target = tf.zeros([batch, side * scale, side * scale, 3]) as tf.Tensor4D;
  picture.dispose();
  const forward = () =>
    backbone.network.forward(input, head, parametersOf(model, true), constants).dispose();
  const once = async () => {
    if (spec.isStep) await trainer.step(input, target);
    else forward();
  };
  return {
    activate: async () => {
      await modelOn(backend, address);
    },
    compute: () => (spec.isFused ? once() : withoutFusedKernelsUntil(once)),
    settle: () => settled(model),
    output: async () => new Float32Array(),
    dispose: () => {
      trainer.dispose();
      tf.dispose([input, target]);
    },
  };
}

function uploadedForTuning({ backbone, adapter }: Model) {
  const { metadata, tensors } = adapter.file;
  const specs = expectedParameters(backbone.network, metadata, (name) => tensors.get(name)?.shape);
  return parameterTensors(decoded(tensors), specs);
}

/** What is allocated after a number of steps. */
export interface StepMemory {
  readonly steps: number;
  readonly tensors: number;
  /** Bytes of all tensors, and of GPU buffers where there are any. */
  readonly tensorBytes: number;
  readonly gpuBytes: number | null;
}

/**
 * Trains an adapter of a small EDT for many steps.
 *
 * @param marks numbers of steps after which memory is looked at, in ascending order.
 */
export async function trainingMemory(
  backend: BenchBackend,
  marks: readonly number[],
  address: ModelAddress,
): Promise<StepMemory[]> {
  const model = await modelOn(backend, address);
  const network = edtNetwork(
    {
      embedDim: 8,
      numFeat: 2,
      depth: 1,
      depths: [2],
      numHeads: [2],
      windowSize: [2, 4],
      mlpRatio: 2,
      imageMean: [0.4488, 0.4371, 0.404],
    },
    { x2: { head: 'head_sr_x2', tail: 'tail_sr_x2', scale: 2 } },
  );
  const backbone = uploadRandom(network.backboneParameters);
  const adapter = uploadRandom(
    network.adapterParameters({ kind: 'adaptir', hidden: 4, squeeze: 2 }),
  );
  const constants = new Constants();
  const settings = { learningRate: 1e-3 };
  const trainer = new AdapterTrainer(network, 'x2', backbone, adapter, settings, constants);
  const input = tf.tensor4d(pictureValues(8), [1, 8, 8, 3]);
  const target = tf.tensor4d(pictureValues(16, 2), [1, 16, 16, 3]);
  const found: StepMemory[] = [];
  for (let step = 1; step <= (marks.at(-1) ?? 0); step++) {
    await trainer.step(input, target);
    if (!marks.includes(step)) continue;
    await settled(model);
    const { numTensors, numBytes } = tf.memory();
    const onGpu = backend === 'webgpu' ? gpuBytes() : null;
    found.push({ steps: step, tensors: numTensors, tensorBytes: numBytes, gpuBytes: onGpu });
  }
  trainer.dispose();
  constants.clear();
  tf.dispose([input, target, ...backbone.values(), ...adapter.values()]);
  return found;
}

function uploadRandom(specs: ParameterSpecs): Map<string, tf.Tensor> {
  const random = seededRandom(3);
  const values = (length: number, isScale: boolean) =>
    Float32Array.from({ length }, () =>
      isScale ? random.between(0.5, 1.5) : random.between(-0.3, 0.3),
    );
  const published = [...specs].map(([name, { shape }]): [string, ParameterValues] => {
    const isScale = /\.(BN|amp_fuse|pha_fuse)\.(weight|running_var)$/.test(name);
    return [
      name,
      {
        shape,
        values: values(
          shape.reduce((a, b) => a * b, 1),
          isScale,
        ),
      },
    ];
  });
  return parameterTensors(new Map(published), specs);
}
