import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import { gatherPixels } from './composedConvolution';
import { leakySlope } from './convolution';
import { type Attributes, fusedConvolution } from './fusedConvolution';

const leakyKernel = 'LeakyReluGradient';

/**
 * By the parts of a fused convolution and its residual. A convolution's gradient by its input is a
 * convolution with the mirrored weight, in and out exchanged.
 */
export function convolutionGradient(
  dy: tf.Tensor4D,
  [weight, y]: readonly [tf.Tensor, tf.Tensor4D],
  { side, halves, isLeaky, shuffle, channels, hasAddition }: Attributes,
): Record<string, () => tf.Tensor> {
  if (halves) throw new Error('A halving convolution is not differentiated.');
  // Only then does the output tell on which side of 0 the activation was.
  if (isLeaky && hasAddition) throw new Error('A LeakyReLU is hidden under what was added to it.');
  const byPart = (from: number, count: number) => () =>
    tf.tidy(() => {
      const inner = isLeaky
        ? (tf.engine().runKernel(leakyKernel, { y, dy }) as tf.Tensor4D)
        : gatherPixels(dy, shuffle);
      return fusedConvolution([inner], { weight: mirrored(weight, side, from, count), side }, {});
    });
  const [first = 0, second = 0] = channels;
  return {
    x: byPart(0, first),
    x2: byPart(first, second),
    residual: () => tf.clone(dy),
  };
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
