import type { AdapterKind } from '../files/adapterKind';
import { pixelPicture } from '../imaging/pixelPicture';
import { seededRandom } from '../imaging/random';
import { randomInput } from '../kernels/testGpu';
import type * as tf from '../kernels/tf';
import { carriedModules, parametersUnder } from '../networks/attachments/carriedModules';
import { designOf } from '../networks/attachments/design';
import { edtNetwork } from '../networks/network';
import type { ParameterSpecs, ParameterValues } from '../networks/parameters';
import { parameterTensors } from '../networks/parameterTensors';
import type { TuningPhoto } from './data/photoSplit';
import { freshAdapter } from './freshAdapter';
import { defaultTuning } from './tuningDefaults';
import type { TuningRunOptions } from './tuningRun';

/** For tests only: a network small enough for plain JavaScript. */
export const smallNetwork = edtNetwork(
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
  { x1: { head: 'head_dn', tail: 'tail_dn', scale: 1 } },
);

/** Published layout. */
export function randomParameters(
  specs: ParameterSpecs,
  spread: number,
): Map<string, ParameterValues> {
  const random = seededRandom(1);
  return new Map([...specs].map(([name, { shape }]) => [name, randomInput(shape, random, spread)]));
}

function texturedPhoto(number: number, width = 48, height = 32): TuningPhoto {
  const random = seededRandom(number);
  const clean = pixelPicture(width, height, (x, y) => [
    (x * 5 + 30 * random.uniform()) % 256,
    (y * 7 + 60 * number) % 256,
    128 + 60 * Math.sin(x / 3 + y / 5),
    255,
  ]);
  return { name: `photo ${number}`, clean, degraded: null };
}

/**
 * A run of few steps on tiny patches: the kind of adapter and the last modules, as sessions train
 * them. The caller disposes the backbone.
 */
export function smallRun(
  kind: AdapterKind = 'adaptir',
): TuningRunOptions & { backbone: Map<string, tf.Tensor> } {
  const published = randomParameters(smallNetwork.backboneParameters, 0.2);
  const adapters = smallNetwork.adapterParameters(designOf(kind, 4));
  const carried = carriedModules(smallNetwork, kind, 'x1');
  return {
    network: smallNetwork,
    backbone: parameterTensors(published, smallNetwork.backboneParameters),
    specs: new Map([...adapters, ...parametersUnder(carried, smallNetwork.backboneParameters)]),
    start: new Map([...freshAdapter(adapters, 3), ...parametersUnder(carried, published)]),
    photos: [texturedPhoto(1), texturedPhoto(2)],
    recipe: [{ kind: 'gaussian-noise', sigma: 20 }],
    settings: {
      ...defaultTuning,
      head: 'x1',
      steps: 6,
      batch: 2,
      patch: 16,
      warmUp: 2,
      validateEvery: 3,
      learningRate: 0.01,
    },
  };
}
