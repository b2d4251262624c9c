import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { evenLanes } from '../lanes';
import { backwardLinear } from '../products/backwardLinear';
import { plainRows } from '../products/plainRows';
import { leftLanes, Sizes } from '../products/productProgram';
import { runProduct } from '../products/runProduct';
import * as tf from '../tf';

const kernelName = 'ResidualLinear';

/** An input `[…,in]` and what it is multiplied with, `[in,out]`. */
export interface Product {
  readonly x: tf.Tensor4D;
  readonly weight: tf.Tensor;
}

/**
 * `residual + x·weight + bias`, and `+ x'·weight'` of a second product where there is one (a block's
 * MLP and its adapter). One dispatch on WebGPU. Differentiated by the residuals and the first x.
 *
 * @param residual `[…,out]`, as are the result and `outer`; bias `[out]`; all widths even.
 * @param outer a second residual, of the layer that the block is the last of.
 */
export function residualLinear(
  residual: tf.Tensor4D,
  bias: tf.Tensor,
  first: Product,
  second?: Product | undefined,
  outer?: tf.Tensor4D | undefined,
): tf.Tensor4D {
  const inputs: tf.NamedTensorMap = { residual, bias, x: first.x, weight: first.weight };
  if (second !== undefined) Object.assign(inputs, { x2: second.x, weight2: second.weight });
  if (outer !== undefined) Object.assign(inputs, { outer });
  return tf.engine().runKernel(kernelName, inputs) as tf.Tensor4D;
}

/** The definition of right, in tfjs's own operations. */
export function composedResidualLinear(
  residual: tf.Tensor4D,
  bias: tf.Tensor,
  first: Product,
  second?: Product | undefined,
  outer?: tf.Tensor4D | undefined,
): tf.Tensor4D {
  return tf.tidy(() => {
    let sum: tf.Tensor = tf.add(residual, bias);
    if (outer !== undefined) sum = tf.add(sum, outer);
    for (const product of [first, second]) {
      if (product === undefined) continue;
      const rows = tf.reshape(product.x, [-1, product.weight.shape[0] ?? 1]);
      const flat = tf.matMul(rows, product.weight as tf.Tensor2D);
      sum = tf.add(sum, tf.reshape(flat, residual.shape));
    }
    return sum as tf.Tensor4D;
  });
}

export function registerResidualLinear(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const { residual, outer, bias, x, weight, x2, weight2 } = inputs as Record<
        string,
        tf.TensorInfo
      >;
      if (!residual || !bias || !x || !weight) throw new Error('An input is missing.');
      const isDouble = x2 !== undefined && weight2 !== undefined;
      const [inner = 0, columns = 0] = weight.shape;
      const inner2 = weight2?.shape[0] ?? 0;
      const lanes = evenLanes([inner, inner2, columns]);
      const given = [
        ...[residual, bias, x, weight],
        ...(isDouble ? [x2, weight2] : []),
        ...(outer ? [outer] : []),
      ];
      const left = leftLanes(lanes, given);
      const sizes = new Sizes();
      const factors = [plainRows('x', 'weight', inner, left, sizes)];
      if (isDouble) factors.push(plainRows('x2', 'weight2', inner2, left, sizes));
      const outVectors = sizes.of('outVectors', columns / lanes);
      const at = (r: string, column: string) => `[row${r} * ${outVectors} + ${column}]`;
      return runProduct(
        backend as WebGPUBackend,
        {
          key: `residualLinear ${sizes.written} ${isDouble} ${outer !== undefined}`,
          outputShape: residual.shape,
          rows: tf.util.sizeFromShape(residual.shape) / columns,
          columns,
          lanes,
          inputs: [
            ...['residual', 'bias', 'x', 'weight'],
            ...(isDouble ? ['x2', 'weight2'] : []),
            ...(outer ? ['outer'] : []),
          ],
          widths: { x: left, x2: left },
          sizes,
          factors,
          first: (r, column) =>
            `residual${at(r, column)} + bias[${column}]${outer ? ` + outer${at(r, column)}` : ''}`,
          store: (r, column, sum) => `result${at(r, column)} = ${sum};`,
        },
        given,
      );
    },
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: ['weight'],
    gradFunc: (dy, saved) => {
      const [weight] = saved as [tf.Tensor];
      const along = () => tf.clone(dy as tf.Tensor);
      return {
        residual: along,
        outer: along,
        x: () => backwardLinear(dy as tf.Tensor, weight),
      };
    },
  });
}
