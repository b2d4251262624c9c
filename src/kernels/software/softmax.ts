import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';

/** Softmax over the last axis, a row for each invocation: no barrier, no second dispatch. */
export function registerSoftwareSoftmax(): void {
  overrideKernel(tf.Softmax, 'webgpu', softmax);
}

function softmax({ inputs, backend, attrs }: KernelCall): tf.TensorInfo | null {
  const { logits } = inputs as { logits: tf.TensorInfo };
  const width = logits.shape.at(-1) ?? 1;
  if (attrs?.dim !== logits.shape.length - 1) return null;
  return runFlatProgram(
    backend as WebGPUBackend,
    {
      key: 'softwareSoftmax',
      outputShape: logits.shape,
      count: tf.util.sizeFromShape(logits.shape) / width,
      inputs: ['logits'],
      uniforms: { width },
      body: `
        let start = index * uniforms.width;
        let end = start + uniforms.width;
        var largest = logits[start];
        for (var i = start + 1; i < end; i++) { largest = max(largest, logits[i]); }
        var sum = 0.0;
        for (var i = start; i < end; i++) {
          let value = exp(logits[i] - largest);
          result[i] = value;
          sum += value;
        }
        let scale = 1.0 / sum;
        for (var i = start; i < end; i++) { result[i] = result[i] * scale; }`,
    },
    [logits],
  );
}
