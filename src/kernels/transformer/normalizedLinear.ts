import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { composedGelu, geluCode, geluFunctions } from '../gelu';
import { composedLayerNorm, layerNormEpsilon } from '../layerNorm';
import * as tf from '../tf';
import { evenLanes, type Lanes, runFlatProgram, vectorType } from '../webgpuProgram';

const kernelName = 'NormalizedLinear';

/** A module's `weight` and `bias`. */
export interface Affine {
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor;
}

/**
 * `activation(layerNorm(x) · weight + bias)` over the last axis, one dispatch on WebGPU.
 *
 * @param x `[…,in]`; norm `[in]` each; linear `[in,out]` and `[out]`; in and out even.
 * @returns `[…,out]`.
 */
export function normalizedLinear(
  x: tf.Tensor4D,
  norm: Affine,
  linear: Affine,
  activation: 'none' | 'gelu',
): tf.Tensor4D {
  const inputs = {
    x,
    gamma: norm.weight,
    beta: norm.bias,
    weight: linear.weight,
    bias: linear.bias,
  };
  return tf.engine().runKernel(kernelName, inputs, { activation }) as tf.Tensor4D;
}

/** The definition of right, in tfjs's own operations. */
export function composedNormalizedLinear(
  x: tf.Tensor4D,
  norm: Affine,
  linear: Affine,
  activation: 'none' | 'gelu',
): tf.Tensor4D {
  return tf.tidy(() => {
    const [inWidth, outWidth] = linear.weight.shape as [number, number];
    const rows = tf.reshape(composedLayerNorm(x, norm.weight, norm.bias), [-1, inWidth]);
    const product = tf.add(tf.matMul(rows, linear.weight as tf.Tensor2D), linear.bias);
    const y = tf.reshape(product, [x.shape[0], x.shape[1], x.shape[2], outWidth]) as tf.Tensor4D;
    return activation === 'gelu' ? composedGelu(y) : y;
  });
}

const rowsAtOnce = 4;

export function registerNormalizedLinear(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, gamma, beta, weight, bias } = inputs as Record<string, tf.TensorInfo>;
      if (!x || !gamma || !beta || !weight || !bias) throw new Error('An input is missing.');
      const [inWidth, outWidth] = weight.shape as [number, number];
      const isGelu = attrs?.activation === 'gelu';
      const rows = tf.util.sizeFromShape(x.shape) / inWidth;
      const lanes = evenLanes([inWidth, outWidth]);
      const vectors = outWidth / lanes;
      const groups = [4, 3, 2, 1].find((count) => vectors % count === 0) ?? 1;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `normalizedLinear ${inWidth} ${outWidth} ${isGelu}`,
          outputShape: [...x.shape.slice(0, -1), outWidth],
          count: Math.ceil(rows / rowsAtOnce) * (vectors / groups),
          inputs: ['x', 'gamma', 'beta', 'weight', 'bias'],
          lanes,
          uniforms: { rows },
          functions: isGelu ? geluFunctions : '',
          body: code(lanes, inWidth / lanes, vectors, groups, isGelu),
        },
        [x, gamma, beta, weight, bias],
      );
    },
  });
}

/** Four rows by some vectors of columns; the rows' statistics are taken anew for each such block. */
function code(
  lanes: Lanes,
  inVectors: number,
  outVectors: number,
  groups: number,
  isGelu: boolean,
): string {
  const rows = Array.from({ length: rowsAtOnce }, (_, i) => i);
  const columns = Array.from({ length: groups }, (_, i) => i);
  const each = (code: (row: number, column: number) => string) =>
    rows.flatMap((r) => columns.map((c) => code(r, c))).join('\n');
  const width = inVectors * lanes;
  const vector = vectorType(lanes);
  const ones = `${vector}(1.0)`;
  return `
    let row = (index / ${outVectors / groups}) * ${rowsAtOnce};
    let column = (index % ${outVectors / groups}) * ${groups};
    ${rows.map((r) => `let start${r} = min(row + ${r}, uniforms.rows - 1) * ${inVectors};`).join('\n')}
    ${rows.map((r) => `var total${r} = ${vector}(0.0);`).join('\n')}
    for (var k = 0; k < ${inVectors}; k++) {
      ${rows.map((r) => `total${r} += x[start${r} + k];`).join('\n')}
    }
    ${rows.map((r) => `let mean${r} = ${vector}(dot(total${r}, ${ones}) / ${width}.0);`).join('\n')}
    ${rows.map((r) => `var squares${r} = ${vector}(0.0);`).join('\n')}
    for (var k = 0; k < ${inVectors}; k++) {
      ${rows.map((r) => `let centred${r} = x[start${r} + k] - mean${r}; squares${r} = fma(centred${r}, centred${r}, squares${r});`).join('\n')}
    }
    ${rows.map((r) => `let scale${r} = inverseSqrt(dot(squares${r}, ${ones}) / ${width}.0 + ${layerNormEpsilon});`).join('\n')}
    ${each((r, c) => `var sum${r}_${c} = bias[column + ${c}];`)}
    for (var k = 0; k < ${inVectors}; k++) {
      let factor = gamma[k];
      let offset = beta[k];
      ${rows.map((r) => `let y${r} = fma((x[start${r} + k] - mean${r}) * scale${r}, factor, offset);`).join('\n')}
      ${Array.from({ length: lanes }, (_, lane) => lane)
        .map(
          (lane) => `{
            let line = (${lanes} * k + ${lane}) * ${outVectors} + column;
            ${columns.map((c) => `let w${c} = weight[line + ${c}];`).join('\n')}
            ${each((r, c) => `sum${r}_${c} = fma(${vector}(y${r}[${lane}]), w${c}, sum${r}_${c});`)}
          }`,
        )
        .join('\n')}
    }
    ${rows
      .map(
        (r) => `if (row + ${r} < uniforms.rows) {
          ${columns.map((c) => `result[(row + ${r}) * ${outVectors} + column + ${c}] = ${isGelu ? geluCode(`sum${r}_${c}`, lanes) : `sum${r}_${c}`};`).join('\n')}
        }`,
      )
      .join('\n')}`;
}
