import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { composedGelu, gelu, geluCode, geluFunctions } from '../gelu';
import { evenLanes, vectorType, type Width } from '../lanes';
import { composedLayerNorm, layerNormEpsilon, layerNormGradient } from '../layerNorm';
import { backwardLinear } from '../products/backwardLinear';
import { plainRows } from '../products/plainRows';
import { type Factor, leftLanes, Sizes } from '../products/productProgram';
import { runProduct } from '../products/runProduct';
import * as tf from '../tf';
import { isTuning } from '../tuningMode';

const kernelName = 'NormalizedLinear';

/** A module's `weight` and `bias`. */
export interface Affine {
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor;
}

/**
 * `activation(layerNorm(x) · weight + bias)` over the last axis, one dispatch on WebGPU.
 *
 * Differentiated by x alone: all else is the frozen backbone's. GELU is a dispatch of its own then.
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
  if (activation === 'gelu' && isTuning()) return gelu(normalizedLinear(x, norm, linear, 'none'));
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

export function registerNormalizedLinear(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, gamma, beta, weight, bias } = inputs as Record<string, tf.TensorInfo>;
      if (!x || !gamma || !beta || !weight || !bias) throw new Error('An input is missing.');
      const [inWidth, outWidth] = weight.shape as [number, number];
      const isGelu = attrs?.activation === 'gelu';
      const lanes = evenLanes([inWidth, outWidth]);
      const given = [x, gamma, beta, weight, bias];
      const left = leftLanes(lanes, given);
      const sizes = new Sizes();
      const factor = normalizedRows(inWidth, left, sizes);
      const outVectors = sizes.of('outVectors', outWidth / lanes);
      return runProduct(
        backend as WebGPUBackend,
        {
          key: `normalizedLinear ${inWidth} ${sizes.written} ${isGelu}`,
          outputShape: [...x.shape.slice(0, -1), outWidth],
          rows: tf.util.sizeFromShape(x.shape) / inWidth,
          columns: outWidth,
          lanes,
          inputs: ['x', 'gamma', 'beta', 'weight', 'bias'],
          widths: { x: left, gamma: left, beta: left },
          functions: isGelu ? geluFunctions : '',
          sizes,
          factors: [factor],
          first: (_, column) => `bias[${column}]`,
          store: (r, column, sum) =>
            `result[row${r} * ${outVectors} + ${column}] = ${isGelu ? geluCode(sum, lanes) : sum};`,
        },
        given,
      );
    },
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x', 'gamma', 'weight'],
    gradFunc: (dy, saved, attrs) => {
      if (attrs?.activation === 'gelu') throw new Error('GELU has its own kernel.');
      const [x, gamma, weight] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { x: () => layerNormGradient(x, gamma, backwardLinear(dy as tf.Tensor, weight)) };
    },
  });
}

/** Rows of x, normalized as they are read; their statistics are taken anew for each block. */
function normalizedRows(width: number, lanes: Width, sizes: Sizes): Factor {
  // Written out at no pipeline's cost: in a network what is normalized has one width.
  const vectors = width / lanes;
  const zero = `${vectorType(lanes)}(0.0)`;
  const sumUp = (sum: string) => (lanes === 1 ? sum : `dot(${sum}, ${vectorType(lanes)}(1.0))`);
  const mean = (sum: string) => `${sumUp(sum)} / ${width}.0`;
  return {
    ...plainRows('x', 'weight', width, lanes, sizes),
    isSetupCostly: true,
    setup: (r) => `
      var total${r} = ${zero};
      for (var k = 0; k < ${vectors}; k++) { total${r} += x[row${r} * ${vectors} + k]; }
      let mean${r} = ${vectorType(lanes)}(${mean(`total${r}`)});
      var squares${r} = ${zero};
      for (var k = 0; k < ${vectors}; k++) {
        let centred = x[row${r} * ${vectors} + k] - mean${r};
        squares${r} = fma(centred, centred, squares${r});
      }
      let scale${r} = inverseSqrt(${mean(`squares${r}`)} + ${layerNormEpsilon});`,
    elementSetup: (k) => `let factor = gamma[${k}]; let offset = beta[${k}];`,
    value: (element, r) => `fma((${element} - mean${r}) * scale${r}, factor, offset)`,
  };
}
