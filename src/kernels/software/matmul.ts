import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import { activationCode, type FusedAttributes, isSimpleActivation } from './activation';

interface MatmulAttributes extends Partial<FusedAttributes> {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Matrix products in 4×4 blocks of registers, without workgroup memory: a software adapter pays
 * dearly for every barrier.
 */
export function registerSoftwareMatmul(): void {
  overrideKernel(tf.BatchMatMul, 'webgpu', matmul);
  overrideKernel(tf._FusedMatMul, 'webgpu', matmul);
}

/** @returns null for what is left to tfjs's own kernel. */
function matmul({ inputs, backend, attrs }: KernelCall): tf.TensorInfo | null {
  const { a, b, bias } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo; bias?: tf.TensorInfo };
  const { transposeA, transposeB, activation, leakyreluAlpha } =
    attrs as unknown as MatmulAttributes;
  const batchShape = commonBatch(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batchShape === null || !isSimpleActivation(activation)) return null;
  const [aRows = 1, aColumns = 1] = a.shape.slice(-2);
  const [bRows = 1, bColumns = 1] = b.shape.slice(-2);
  const rows = transposeA ? aColumns : aRows;
  const inner = transposeA ? aRows : aColumns;
  const columns = transposeB ? bRows : bColumns;
  const hasBatch = (x: tf.TensorInfo) => tf.util.sizeFromShape(x.shape.slice(0, -2)) > 1;
  const biasSize = bias === undefined ? 0 : tf.util.sizeFromShape(bias.shape);
  if (biasSize > 1 && biasSize !== columns) return null;

  const aAt = transposeA ? 'aStart + k * uniforms.rows + ' : 'aStart + k + uniforms.inner * ';
  const bAt = transposeB ? 'bStart + k + uniforms.inner * ' : 'bStart + k * uniforms.columns + ';
  const lanes = [0, 1, 2, 3];
  const program = {
    key: `softwareMatmul ${transposeA} ${transposeB} ${Math.sign(biasSize)} ${biasSize === 1} ${activation} ${leakyreluAlpha}`,
    outputShape: [...batchShape, rows, columns],
    count: tf.util.sizeFromShape([...batchShape]) * Math.ceil(rows / 4) * Math.ceil(columns / 4),
    inputs: bias === undefined ? ['a', 'b'] : ['a', 'b', 'bias'],
    uniforms: {
      rows,
      inner,
      columns,
      aStride: hasBatch(a) ? rows * inner : 0,
      bStride: hasBatch(b) ? inner * columns : 0,
    },
    functions: activationCode(activation, leakyreluAlpha),
    body: `
      let across = (uniforms.columns + 3) / 4;
      let down = (uniforms.rows + 3) / 4;
      let batch = index / (across * down);
      let block = index % (across * down);
      let row = (block / across) * 4;
      let column = (block % across) * 4;
      let lastRow = uniforms.rows - 1;
      let lastColumn = uniforms.columns - 1;
      let aStart = batch * uniforms.aStride;
      let bStart = batch * uniforms.bStride;
      ${lanes.map((i) => `let r${i} = min(row + ${i}, lastRow); let c${i} = min(column + ${i}, lastColumn);`).join('\n')}
      ${lanes.map((i) => `var sum${i} = vec4<f32>(0.0);`).join('\n')}
      for (var k = 0; k < uniforms.inner; k++) {
        let right = vec4<f32>(${lanes.map((i) => `b[${bAt}c${i}]`).join(', ')});
        ${lanes.map((i) => `sum${i} = fma(vec4<f32>(a[${aAt}r${i}]), right, sum${i});`).join('\n')}
      }
      let start = batch * uniforms.rows * uniforms.columns;
      let bounded = min(uniforms.columns - column, 4);
      ${biasSize === 0 ? '' : `let offset = vec4<f32>(${lanes.map((i) => `bias[${biasSize === 1 ? '0' : `c${i}`}]`).join(', ')});`}
      ${lanes
        .map(
          (i) => `if (row + ${i} < uniforms.rows) {
            let values = activated(sum${i} ${biasSize === 0 ? '' : '+ offset'});
            for (var c = 0; c < bounded; c++) {
              result[start + (row + ${i}) * uniforms.columns + column + c] = values[c];
            }
          }`,
        )
        .join('\n')}`,
  };
  return runFlatProgram(
    backend as WebGPUBackend,
    program,
    bias === undefined ? [a, b] : [a, b, bias],
  );
}

/** The batch dimensions of the product; null where they differ otherwise than by one being 1. */
function commonBatch(a: readonly number[], b: readonly number[]): readonly number[] | null {
  const size = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]);
  if (size(a) === 1 && b.length >= a.length) return b;
  if (size(b) === 1 && a.length >= b.length) return a;
  return tf.util.arraysEqual([...a], [...b]) ? a : null;
}
