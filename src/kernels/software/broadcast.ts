import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { lanesFor } from '../lanes';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';

/** A row that meets every row of a map (a bias, a scale), without its copy in workgroup memory. */
export function registerSoftwareBroadcasts(): void {
  overrideKernel(tf.Add, 'webgpu', (call) => broadcast(call, '+'));
  overrideKernel(tf.Sub, 'webgpu', (call) => broadcast(call, '-'));
  overrideKernel(tf.Multiply, 'webgpu', (call) => broadcast(call, '*'));
}

function broadcast({ inputs, backend }: KernelCall, operator: string): tf.TensorInfo | null {
  const { a, b } = inputs as Record<'a' | 'b', tf.TensorInfo>;
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const isFirstTheRow = isRowOf(a, b);
  if (!isFirstTheRow && !isRowOf(b, a)) return null;
  const map = isFirstTheRow ? b : a;
  const width = map.shape.at(-1) ?? 1;
  const lanes = lanesFor([width]) ?? 1;
  const place = (isRow: boolean) => (isRow ? 'index % uniforms.width' : 'index');
  return runFlatProgram(
    backend as WebGPUBackend,
    {
      key: `softwareBroadcast ${operator} ${isFirstTheRow} ${lanes}`,
      outputShape: map.shape,
      count: tf.util.sizeFromShape(map.shape) / lanes,
      inputs: ['a', 'b'],
      lanes,
      uniforms: { width: width / lanes },
      body: `result[index] = a[${place(isFirstTheRow)}] ${operator} b[${place(!isFirstTheRow)}];`,
    },
    [a, b],
  );
}

/** Whether all of `row` lies along its last axis, which is also the map's, of higher rank or as high. */
function isRowOf(row: tf.TensorInfo, map: tf.TensorInfo): boolean {
  const width = row.shape.at(-1) ?? 0;
  return (
    width > 1 &&
    width === map.shape.at(-1) &&
    row.shape.length <= map.shape.length &&
    row.shape.slice(0, -1).every((size) => size === 1) &&
    tf.util.sizeFromShape(map.shape) > width
  );
}
