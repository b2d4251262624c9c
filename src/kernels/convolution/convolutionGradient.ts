import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import { gatherPixels } from './composedConvolution';
import { leakySlope } from './convolution';
import { type Attributes, fusedConvolution } from './fusedConvolution';
import { convolutionFilterGradient } from './shiftedProducts';

const leakyKernel = 'LeakyReluGradient';

/**
 * By the parts of a fused convolution and its residual. A convolution's gradient by its input is a
 * convolution with the mirrored weight, in and out exchanged.
 */
export function gradientByMaps(
  dy: tf.Tensor4D,
  weight: tf.Tensor,
  y: tf.Tensor4D,
  attributes: Attributes,
): Record<string, () => tf.Tensor> {
  const { side, channels } = attributes;
  const byPart = (from: number, count: number) => () =>
    tf.tidy(() => {
      const inner = beforeActivation(dy, y, attributes);
      return fusedConvolution([inner], { weight: mirrored(weight, side, from, count), side }, {});
    });
  const [first = 0, second = 0] = channels;
  return {
    x: byPart(0, first),
    x2: byPart(first, second),
    residual: () => tf.clone(dy),
  };
}

/** By the weight and the bias of a fused convolution of `maps`. */
export function gradientByWeights(
  dy: tf.Tensor4D,
  weight: tf.Tensor,
  maps: readonly tf.Tensor4D[],
  y: tf.Tensor4D,
  attributes: Attributes,
): Record<string, () => tf.Tensor> {
  const { side, mean, biases } = attributes;
  return {
    weight: () =>
      tf.tidy(() => {
        const inner = beforeActivation(dy, y, attributes);
        const parts = maps.map((map) => {
          const x = mean.length === 0 ? map : (tf.sub(map, tf.tensor1d([...mean])) as tf.Tensor4D);
          return convolutionFilterGradient(x, inner, [side, side]);
        });
        return tf.reshape(tf.concat(parts, 2), weight.shape);
      }),
    // One that holds for each pixel of a shuffle alike gathers from all of them.
    bias: () =>
      tf.tidy(() => tf.sum(tf.reshape(beforeActivation(dy, y, attributes), [-1, biases]), 0)),
  };
}

/** The gradient by what the convolution itself gave, `[N,H,W,out]`. */
function beforeActivation(
  dy: tf.Tensor4D,
  y: tf.Tensor4D,
  { halves, isLeaky, shuffle, hasAddition }: Attributes,
): tf.Tensor4D {
  if (halves) throw new Error('A halving convolution is not differentiated.');
  // Only then does the output tell on which side of 0 the activation was.
  if (isLeaky && hasAddition) throw new Error('A LeakyReLU is hidden under what was added to it.');
  if (isLeaky) return tf.engine().runKernel(leakyKernel, { y, dy }) as tf.Tensor4D;
  return gatherPixels(dy, shuffle);
}

/** The weight of some of the input's channels, `[side,side,out,count]`. */
function mirrored(weight: tf.Tensor, side: number, from: number, count: number): tf.Tensor4D {
  const [inner = 1, columns = 1] = weight.shape.slice(-2);
  const square = tf.reshape(weight, [side, side, inner, columns]) as tf.Tensor4D;
  const part = count === inner ? square : tf.slice(square, [0, 0, from, 0], [-1, -1, count, -1]);
  return tf.transpose(side === 1 ? part : tf.reverse(part, [0, 1]), [0, 1, 3, 2]);
}

/** `dy` where y is not below 0, else `dy` times the slope there. */
export function registerLeakyGradient(): void {
  tf.registerKernel({
    kernelName: leakyKernel,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const { y, dy } = inputs as Record<'y' | 'dy', tf.TensorInfo>;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: leakyKernel,
          outputShape: y.shape,
          count: tf.util.sizeFromShape(y.shape),
          inputs: ['y', 'dy'],
          body: `result[index] = select(dy[index], dy[index] * ${leakySlope}, y[index] < 0.0);`,
        },
        [y, dy],
      );
    },
  });
}
