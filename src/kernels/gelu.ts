import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { isComposed } from './composedMode';
import { type Lanes, vectorType } from './lanes';
import * as tf from './tf';
import { runFlatProgram } from './webgpuProgram';

const kernelName = 'ExactGelu';
const gradientName = 'ExactGeluGradient';

/**
 * Exact GELU, x·Φ(x) (Hendrycks & Gimpel 2016). One dispatch on WebGPU; elsewhere
 * composed, with a gradient of fewer operations than its parts would give.
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  if (isComposed()) return composedGelu(x);
  if (tf.getKernel(kernelName, tf.getBackend()) === undefined) return shortGelu(x) as T;
  return tf.engine().runKernel(kernelName, { x }) as T;
}

/** The definition of right, in tfjs's own operations. */
export function composedGelu<T extends tf.Tensor>(x: T): T {
  return tf.tidy(() => tf.mul(x, normalDistribution(x)) as T);
}

/** d/dx x·Φ(x) = Φ(x) + x·φ(x). */
const shortGelu = tf.customGrad((...inputs) => {
  const [x, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
  const cumulative = normalDistribution(x);
  save([x, cumulative]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const [input, distribution] = saved as [tf.Tensor, tf.Tensor];
    const density = tf.exp(tf.mul(tf.square(input), -0.5));
    const slope = tf.add(distribution, tf.mul(tf.mul(input, 1 / Math.sqrt(2 * Math.PI)), density));
    return tf.mul(dy, slope);
  };
  return { value: tf.mul(x, cumulative), gradFunc };
});

/** Φ(x). */
function normalDistribution(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}

/** `erf` and `gelu` of a number. erf by Abramowitz & Stegun 7.1.26 (1.5e-7 absolute), as tfjs's own. */
export const geluFunctions = `
  fn erf(x : f32) -> f32 {
    let a = abs(x);
    let t = 1.0 / (1.0 + 0.3275911 * a);
    let series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t
      + 0.254829592) * t;
    return sign(x) * (1.0 - series * exp(-a * a));
  }
  fn gelu(x : f32) -> f32 { return 0.5 * x * (1.0 + erf(x * ${Math.SQRT1_2})); }`;

/** WGSL that takes the GELU of a vector variable, part by part. */
export function geluCode(variable: string, lanes: Lanes): string {
  const parts = Array.from({ length: lanes }, (_, i) => `gelu(${variable}[${i}])`);
  return `${vectorType(lanes)}(${parts.join(', ')})`;
}

function fusedKernel(): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const x = inputs.x as tf.TensorInfo;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: kernelName,
          outputShape: x.shape,
          count: tf.util.sizeFromShape(x.shape),
          inputs: ['x'],
          functions: geluFunctions,
          body: 'result[index] = gelu(x[index]);',
        },
        [x],
      );
    },
  };
}

/** By x, one dispatch: d/dx x·Φ(x) = Φ(x) + x·φ(x). */
function gradientKernel(): tf.KernelConfig {
  return {
    kernelName: gradientName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const { x, dy } = inputs as Record<'x' | 'dy', tf.TensorInfo>;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: gradientName,
          outputShape: x.shape,
          count: tf.util.sizeFromShape(x.shape),
          inputs: ['x', 'dy'],
          functions: geluFunctions,
          body: `
            let value = x[index];
            let density = exp(-0.5 * value * value) * ${1 / Math.sqrt(2 * Math.PI)};
            result[index] = dy[index] * (0.5 * (1.0 + erf(value * ${Math.SQRT1_2})) + value * density);`,
        },
        [x, dy],
      );
    },
  };
}

export function registerGelu(): void {
  tf.registerKernel(fusedKernel());
  tf.registerKernel(gradientKernel());
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
      const [x] = saved as [tf.Tensor];
      return { x: () => tf.engine().runKernel(gradientName, { x, dy: dy as tf.Tensor }) };
    },
  });
}
