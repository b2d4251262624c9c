import { type Random, seededRandom } from '../../imaging/random';
import { trimBufferPool } from '../../kernels/bufferPool';
import { type Precision, withPrecision } from '../../kernels/halves/precision';
import { compileAhead } from '../../kernels/parallelCompilation';
import * as tf from '../../kernels/tf';
import { restoringTensors } from '../../networks/adaptir/restoringParameters';
import { Constants } from '../../networks/constants';
import { edtNetwork } from '../../networks/network';
import { Parameters, type ParameterValues } from '../../networks/parameters';

/** A small EDT with an adapter in each block: all kernels that halves go through, in vec4s. */
const network = edtNetwork(
  {
    embedDim: 32,
    numFeat: 8,
    depth: 1,
    depths: [2],
    numHeads: [2],
    windowSize: [4, 8],
    mlpRatio: 2,
    imageMean: [0.4488, 0.4371, 0.404],
  },
  { x1: { head: 'head', tail: 'tail', scale: 1 } },
);
const specs = new Map([
  ...network.backboneParameters,
  ...network.adapterParameters({ kind: 'adaptir', hidden: 8, squeeze: 4 }),
]);
const side = 32;

/**
 * Largest root mean square of the difference between halves and 32 bits, in that of what the network
 * adds to the image. Rounded to the nearest, this network's weights and some thirty maps, one computed
 * from the other, are off by 0.009; WGSL allows a GPU to cut off instead, which doubles each error. A
 * kernel that reads, packs or sums wrongly is off by tenths.
 */
export const halvesTolerance = 0.05;

/**
 * Restores a fixed image through a small fixed network in halves and in 32 bits on tfjs's WebGPU
 * backend.
 *
 * @param read computes a tensor and reads it back; throws what the GPU reports.
 * @returns how far apart they are, see `halvesTolerance`; NaN where either is not a number.
 */
export async function halvesError(
  read: (compute: () => tf.Tensor) => Promise<Float32Array>,
): Promise<number> {
  const random = seededRandom(1);
  const image = Float32Array.from({ length: side * side * 3 }, () => random.uniform());
  const weights = fixedWeights(random);
  const inHalves = await restored('f16', image, weights, read);
  const expected = await restored('f32', image, weights, read);
  const difference = rootMeanSquare(
    expected.map((value, i) => value - (inHalves[i] ?? Number.NaN)),
  );
  return difference / rootMeanSquare(expected.map((value, i) => value - (image[i] ?? 0)));
}

async function restored(
  precision: Precision,
  image: Float32Array,
  weights: ReadonlyMap<string, ParameterValues>,
  read: (compute: () => tf.Tensor) => Promise<Float32Array>,
): Promise<Float32Array> {
  const tensors = restoringTensors(weights, specs, precision);
  const parameters = new Parameters([tensors]);
  const forward = (constants: Constants) => () =>
    withPrecision(precision, () =>
      network.forward(tf.tensor4d(image, [1, side, side, 3]), 'x1', parameters, constants),
    );
  const [compiling, computing] = [new Constants(), new Constants()];
  try {
    await compileAhead(forward(compiling));
    return await read(forward(computing));
  } finally {
    compiling.clear();
    computing.clear();
    tf.dispose([...tensors.values()]);
    trimBufferPool();
  }
}

/** Such that no layer makes what passes much larger or smaller. */
function fixedWeights(random: Random): Map<string, ParameterValues> {
  return new Map(
    [...specs].map(([name, { shape }]): [string, ParameterValues] => {
      const count = shape.reduce((product, length) => product * length, 1);
      const fanIn = shape.slice(1).reduce((product, length) => product * length, 1);
      const isScale = /(norm\d?|BN|amp_fuse|pha_fuse)\.(weight|running_var)$/.test(name);
      const value = () =>
        isScale
          ? random.between(0.5, 1.5)
          : random.between(-1, 1) * (shape.length === 1 ? 0.1 : Math.sqrt(3 / fanIn));
      return [name, { shape, values: Float32Array.from({ length: count }, value) }];
    }),
  );
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
