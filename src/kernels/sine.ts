import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from './tf';
import { runFlatProgram } from './webgpuProgram';

/**
 * Sine and cosine to float32's precision for |x| up to about 10⁴: Cody–Waite reduction by π/2 in
 * three parts and the polynomials of Cephes (Moshier, `sinf`/`cosf`). WGSL promises its own only to
 * 2⁻¹¹, and a phase that is off by 2e-4 is visible in the gradients of the frequency branch.
 */
export const sineFunctions = `
  fn reducedSine(r : f32) -> f32 {
    let z = r * r;
    return r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
  }
  fn reducedCosine(r : f32) -> f32 {
    let z = r * r;
    let tail = z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
    return 1.0 - 0.5 * z + tail;
  }
  fn preciseSine(x : f32, quarterTurns : i32) -> f32 {
    let n = round(x * 0.63661977236758134);
    let r = ((x - n * 1.5703125) - n * 4.837512969970703125e-4) - n * 7.54978995489188216e-8;
    let quadrant = (i32(n) + quarterTurns) & 3;
    let magnitude = select(reducedSine(r), reducedCosine(r), (quadrant & 1) == 1);
    return select(magnitude, -magnitude, quadrant >= 2);
  }`;

function preciseKernel(name: string, quarterTurns: number): tf.KernelConfig {
  return {
    kernelName: name,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) => {
      const x = inputs.x as tf.TensorInfo;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `precise${name}`,
          outputShape: x.shape,
          count: tf.util.sizeFromShape(x.shape),
          inputs: ['x'],
          functions: sineFunctions,
          body: `result[index] = preciseSine(x[index], ${quarterTurns});`,
        },
        [x],
      );
    },
  };
}

/** Puts precise kernels in place of tfjs's `Sin` and `Cos` on WebGPU; their gradients follow. */
export function registerSine(): void {
  for (const [name, quarterTurns] of [
    [tf.Sin, 0],
    [tf.Cos, 1],
  ] as const) {
    tf.unregisterKernel(name, 'webgpu');
    tf.registerKernel(preciseKernel(name, quarterTurns));
  }
}
