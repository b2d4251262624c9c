import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { isComposed } from './composedMode';
import * as tf from './tf';
import { runFlatProgram } from './webgpuProgram';

const kernelName = 'LayerNormLastAxis';
const gradientName = 'LayerNormLastAxisGradient';
/** PyTorch's default. */
export const layerNormEpsilon = 1e-5;
const epsilon = layerNormEpsilon;

/**
 * LayerNorm over the last axis (Ba et al. 2016), biased variance, epsilon 1e-5. One dispatch on
 * WebGPU; elsewhere composed, with a gradient of fewer operations than its parts would give.
 *
 * @param weight `[C]`, as is `bias`; neither is differentiated (LayerNorms belong to the frozen
 *   backbone).
 */
export function layerNorm<T extends tf.Tensor>(x: T, weight: tf.Tensor, bias: tf.Tensor): T {
  if (isComposed()) return composedLayerNorm(x, weight, bias);
  if (tf.getKernel(kernelName, tf.getBackend()) === undefined) {
    return frozenLayerNorm(x, weight, bias);
  }
  return tf.engine().runKernel(kernelName, { x, weight, bias }) as T;
}

/** The definition of right, in tfjs's own operations. */
export function composedLayerNorm<T extends tf.Tensor>(
  x: T,
  weight: tf.Tensor,
  bias: tf.Tensor,
): T {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(x, -1, true);
    const normalized = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normalized, weight), bias) as T;
  });
}

/** With y = (x − mean)·s and g = dy·weight: dx = s·(g − mean(g) − y·mean(g·y)). */
function frozenLayerNorm<T extends tf.Tensor>(x: T, weight: tf.Tensor, bias: tf.Tensor): T {
  const compute = tf.customGrad((...inputs) => {
    const [input, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
    const centred = tf.sub(input, tf.mean(input, -1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    const y = tf.mul(centred, scale);
    save([y, scale, weight]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [normalized, factor, gain] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const g = tf.mul(dy, gain);
      const along = tf.mul(normalized, tf.mean(tf.mul(g, normalized), -1, true));
      return tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), along), factor);
    };
    return { value: tf.add(tf.mul(y, weight), bias), gradFunc };
  });
  return compute(x) as T;
}

/** A row for each invocation: two passes over it, the second on the centred values. */
function fusedKernel(): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const { x, weight, bias } = inputs as Record<'x' | 'weight' | 'bias', tf.TensorInfo>;
      const width = x.shape.at(-1) ?? 1;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `layerNorm${width}`,
          outputShape: x.shape,
          count: tf.util.sizeFromShape(x.shape) / width,
          inputs: ['x', 'weight', 'bias'],
          body: `
            let start = index * ${width};
            var sum = 0.0;
            for (var i = 0; i < ${width}; i++) { sum += x[start + i]; }
            let mean = sum / ${width}.0;
            var squares = 0.0;
            for (var i = 0; i < ${width}; i++) {
              let centred = x[start + i] - mean;
              squares += centred * centred;
            }
            let scale = inverseSqrt(squares / ${width}.0 + ${epsilon});
            for (var i = 0; i < ${width}; i++) {
              result[start + i] = (x[start + i] - mean) * scale * weight[i] + bias[i];
            }`,
        },
        [x, weight, bias],
      );
    },
  };
}

/**
 * The gradient by x, one dispatch. With y = (x − mean)·s and g = dy·weight:
 * dx = s·(g − mean(g) − y·mean(g·y)).
 */
export function layerNormGradient(x: tf.Tensor, weight: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel(gradientName, { x, weight, dy });
}

function gradientKernel(): tf.KernelConfig {
  return {
    kernelName: gradientName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const { x, weight, dy } = inputs as Record<'x' | 'weight' | 'dy', tf.TensorInfo>;
      const width = x.shape.at(-1) ?? 1;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `layerNormGradient${width}`,
          outputShape: x.shape,
          count: tf.util.sizeFromShape(x.shape) / width,
          inputs: ['x', 'weight', 'dy'],
          body: `
            let start = index * ${width};
            var sum = 0.0;
            for (var i = 0; i < ${width}; i++) { sum += x[start + i]; }
            let mean = sum / ${width}.0;
            var squares = 0.0;
            var gradients = 0.0;
            var products = 0.0;
            for (var i = 0; i < ${width}; i++) {
              let centred = x[start + i] - mean;
              let g = dy[start + i] * weight[i];
              squares += centred * centred;
              gradients += g;
              products += g * centred;
            }
            let scale = inverseSqrt(squares / ${width}.0 + ${epsilon});
            let along = products * scale * scale / ${width}.0;
            for (var i = 0; i < ${width}; i++) {
              let g = dy[start + i] * weight[i];
              result[start + i] = scale * (g - gradients / ${width}.0 - (x[start + i] - mean) * along);
            }`,
        },
        [x, weight, dy],
      );
    },
  };
}

export function registerLayerNorm(): void {
  tf.registerKernel(fusedKernel());
  tf.registerKernel(gradientKernel());
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x', 'weight'],
    gradFunc: (dy, saved) => {
      const [x, weight] = saved as [tf.Tensor, tf.Tensor];
      return { x: () => layerNormGradient(x, weight, dy as tf.Tensor) };
    },
  });
}
