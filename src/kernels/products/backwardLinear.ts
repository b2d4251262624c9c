import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { evenLanes } from '../lanes';
import * as tf from '../tf';
import { plainRows } from './plainRows';
import { leftLanes, Sizes } from './productProgram';
import { runProduct } from './runProduct';

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
      const sizes = new Sizes();
      const factor = plainRows('dy', 'transposed', inner, left, sizes);
      const outVectors = sizes.of('outVectors', columns / lanes);
      return runProduct(
        backend as WebGPUBackend,
        {
          key: `backwardLinear ${sizes.written}`,
          outputShape: [...dy.shape.slice(0, -1), columns],
          rows: tf.util.sizeFromShape(dy.shape) / inner,
          columns,
          lanes,
          inputs: ['dy', 'transposed'],
          widths: { dy: left },
          sizes,
          factors: [factor],
          first: () => `vec${lanes}<f32>(0.0)`,
          store: (r, column, sum) => `result[row${r} * ${outVectors} + ${column}] = ${sum};`,
        },
        [dy, transposed],
      );
    },
  });
}
