import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf';
import { evenLanes } from '../webgpuProgram';
import { plainRows } from './plainRows';
import { leftLanes, runProduct } from './productProgram';

const kernelName = 'BackwardLinear';

/**
 * The gradient of `x · weight` by x: `dy · weightᵀ`.
 *
 * @param dy `[N,H,W,out]`; weight `[in,out]`, both even.
 * @returns `[N,H,W,in]`.
 */
export function backwardLinear(dy: tf.Tensor, weight: tf.Tensor): tf.Tensor4D {
  return tf.tidy(() => {
    const transposed = tf.transpose(weight);
    return tf.engine().runKernel(kernelName, { dy, transposed }) as tf.Tensor4D;
  });
}

export function registerBackwardLinear(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const { dy, transposed } = inputs as Record<'dy' | 'transposed', tf.TensorInfo>;
      const [inner, columns] = transposed.shape as [number, number];
      const lanes = evenLanes([inner, columns]);
      const left = leftLanes(lanes, [dy, transposed]);
      return runProduct(
        backend as WebGPUBackend,
        {
          key: `backwardLinear ${inner} ${columns}`,
          outputShape: [...dy.shape.slice(0, -1), columns],
          rows: tf.util.sizeFromShape(dy.shape) / inner,
          columns,
          lanes,
          inputs: ['dy', 'transposed'],
          widths: { dy: left },
          factors: [plainRows('dy', 'transposed', inner, left)],
          first: () => `vec${lanes}<f32>(0.0)`,
          store: (r, column, sum) => `result[row${r} * ${columns / lanes} + ${column}] = ${sum};`,
        },
        [dy, transposed],
      );
    },
  });
}
