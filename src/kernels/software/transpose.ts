import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';

/** Matrices turned number by number, which tfjs turns in tiles of workgroup memory. */
export function registerSoftwareTranspose(): void {
  overrideKernel(tf.Transpose, 'webgpu', transposed);
}

function transposed({ inputs, backend, attrs }: KernelCall): tf.TensorInfo | null {
  const { x } = inputs as { x: tf.TensorInfo };
  const [rows, columns, ...more] = x.shape;
  const isTurned = tf.util.arraysEqual(attrs?.perm as number[], [1, 0]);
  if (!isTurned || x.dtype !== 'float32') return null;
  if (rows === undefined || columns === undefined || more.length > 0) return null;
  return runFlatProgram(
    backend as WebGPUBackend,
    {
      key: 'softwareTranspose',
      outputShape: [columns, rows],
      count: rows * columns,
      inputs: ['x'],
      uniforms: { rows, columns },
      body: 'result[index] = x[index % uniforms.rows * uniforms.columns + index / uniforms.rows];',
    },
    [x],
  );
}
