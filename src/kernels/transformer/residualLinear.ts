import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf';
import { evenLanes, type Lanes, runFlatProgram, vectorType } from '../webgpuProgram';

const kernelName = 'ResidualLinear';

/** An input `[…,in]` and what it is multiplied with, `[in,out]`. */
export interface Product {
  readonly x: tf.Tensor4D;
  readonly weight: tf.Tensor;
}

/**
 * `residual + x·weight + bias`, and `+ x'·weight'` of a second product where there is one (a block's
 * MLP and its adapter). One dispatch on WebGPU.
 *
 * @param residual `[…,out]`, as is the result; bias `[out]`; all widths even.
 */
export function residualLinear(
  residual: tf.Tensor4D,
  bias: tf.Tensor,
  first: Product,
  second?: Product | undefined,
): tf.Tensor4D {
  const inputs: tf.NamedTensorMap = { residual, bias, x: first.x, weight: first.weight };
  if (second !== undefined) Object.assign(inputs, { x2: second.x, weight2: second.weight });
  return tf.engine().runKernel(kernelName, inputs) as tf.Tensor4D;
}

/** The definition of right, in tfjs's own operations. */
export function composedResidualLinear(
  residual: tf.Tensor4D,
  bias: tf.Tensor,
  first: Product,
  second?: Product | undefined,
): tf.Tensor4D {
  return tf.tidy(() => {
    let sum: tf.Tensor = tf.add(residual, bias);
    for (const product of [first, second]) {
      if (product === undefined) continue;
      const rows = tf.reshape(product.x, [-1, product.weight.shape[0] ?? 1]);
      const flat = tf.matMul(rows, product.weight as tf.Tensor2D);
      sum = tf.add(sum, tf.reshape(flat, residual.shape));
    }
    return sum as tf.Tensor4D;
  });
}

const rowsAtOnce = 4;

export function registerResidualLinear(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const { residual, bias, x, weight, x2, weight2 } = inputs as Record<string, tf.TensorInfo>;
      if (!residual || !bias || !x || !weight) throw new Error('An input is missing.');
      const isDouble = x2 !== undefined && weight2 !== undefined;
      const [inner = 0, outWidth = 0] = weight.shape;
      const inner2 = weight2?.shape[0] ?? 0;
      const rows = tf.util.sizeFromShape(residual.shape) / outWidth;
      const lanes = evenLanes([inner, inner2, outWidth]);
      const vectors = outWidth / lanes;
      const groups = [4, 3, 2, 1].find((count) => vectors % count === 0) ?? 1;
      const names = ['residual', 'bias', 'x', 'weight', ...(isDouble ? ['x2', 'weight2'] : [])];
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `residualLinear ${inner} ${inner2} ${outWidth}`,
          outputShape: residual.shape,
          count: Math.ceil(rows / rowsAtOnce) * (vectors / groups),
          inputs: names,
          lanes,
          uniforms: { rows },
          body: code(lanes, inner / lanes, inner2 / lanes, vectors, groups),
        },
        isDouble ? [residual, bias, x, weight, x2, weight2] : [residual, bias, x, weight],
      );
    },
  });
}

/** Four rows by some vectors of columns. */
function code(
  lanes: Lanes,
  innerVectors: number,
  innerVectors2: number,
  outVectors: number,
  groups: number,
): string {
  const vector = vectorType(lanes);
  const rows = Array.from({ length: rowsAtOnce }, (_, i) => i);
  const columns = Array.from({ length: groups }, (_, i) => i);
  const each = (part: (row: number, column: number) => string) =>
    rows.flatMap((r) => columns.map((c) => part(r, c))).join('\n');
  const product = (x: string, weight: string, inner: number) => `
    for (var k = 0; k < ${inner}; k++) {
      ${rows.map((r) => `let y${r} = ${x}[row${r} * ${inner} + k];`).join('\n')}
      ${Array.from({ length: lanes }, (_, lane) => lane)
        .map(
          (lane) => `{
            let line = (${lanes} * k + ${lane}) * ${outVectors} + column;
            ${columns.map((c) => `let w${c} = ${weight}[line + ${c}];`).join('\n')}
            ${each((r, c) => `sum${r}_${c} = fma(${vector}(y${r}[${lane}]), w${c}, sum${r}_${c});`)}
          }`,
        )
        .join('\n')}
    }`;
  return `
    let row = (index / ${outVectors / groups}) * ${rowsAtOnce};
    let column = (index % ${outVectors / groups}) * ${groups};
    ${rows.map((r) => `let row${r} = min(row + ${r}, uniforms.rows - 1);`).join('\n')}
    ${each((r, c) => `var sum${r}_${c} = residual[row${r} * ${outVectors} + column + ${c}] + bias[column + ${c}];`)}
    ${product('x', 'weight', innerVectors)}
    ${innerVectors2 > 0 ? product('x2', 'weight2', innerVectors2) : ''}
    ${rows
      .map(
        (r) => `if (row + ${r} < uniforms.rows) {
          ${columns.map((c) => `result[(row + ${r}) * ${outVectors} + column + ${c}] = sum${r}_${c};`).join('\n')}
        }`,
      )
      .join('\n')}`;
}
