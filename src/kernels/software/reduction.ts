import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { lanesFor, vectorType } from '../lanes';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { type FlatProgram, runFlatProgram } from '../webgpuProgram';

/** Sums one invocation can be left alone with. */
const longest = 2 ** 16;

/** Sums and means over neighbouring axes, a sum for each invocation: no barrier. */
export function registerSoftwareReductions(): void {
  overrideKernel(tf.Sum, 'webgpu', (call) => reduced(call, false));
  overrideKernel(tf.Mean, 'webgpu', (call) => reduced(call, true));
}

function reduced({ inputs, backend, attrs }: KernelCall, isMean: boolean): tf.TensorInfo | null {
  const { x } = inputs as { x: tf.TensorInfo };
  const { axis, keepDims } = attrs as { axis: number | number[]; keepDims: boolean };
  const axes = [...tf.util.parseAxisParam(axis, x.shape)].sort((a, b) => a - b);
  const [first] = axes;
  const areNeighbours = axes.every((own, i) => own === (first ?? 0) + i);
  if (x.dtype !== 'float32' || first === undefined || !areNeighbours) return null;
  const sizeOf = (shape: number[]) => tf.util.sizeFromShape(shape);
  const length = sizeOf(x.shape.slice(first, first + axes.length));
  const inner = sizeOf(x.shape.slice(first + axes.length));
  const outer = sizeOf(x.shape.slice(0, first));
  if (length === 0 || length > longest) return null;
  const outputShape = keepDims
    ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : x.shape.filter((_, i) => !axes.includes(i));
  const share = isMean ? ' / f32(uniforms.length)' : '';
  const sums =
    inner === 1 ? sumOfRow(outer, length, share) : sumOfColumns(outer, length, inner, share);
  const program = { outputShape, inputs: ['x'], ...sums };
  return runFlatProgram(backend as WebGPUBackend, program, [x]);
}

type Body = Omit<FlatProgram, 'outputShape' | 'inputs'>;

/** Numbers side by side, vectors of them at a time where they come out even. */
function sumOfRow(outer: number, length: number, share: string): Body {
  const lanes = lanesFor([length]) ?? 1;
  const vector = vectorType(lanes);
  const total = lanes === 1 ? 'sum' : `dot(sum, ${vector}(1.0))`;
  return {
    key: `softwareSumOfRow ${lanes} ${share}`,
    count: outer,
    lanes,
    widths: { result: 1 },
    uniforms: { length },
    body: `
      var sum = ${vector}(0.0);
      let vectors = uniforms.length / ${lanes};
      for (var i = 0; i < vectors; i++) { sum += x[index * vectors + i]; }
      result[index] = ${total}${share};`,
  };
}

/** Numbers below one another in `[outer, length, inner]`: vectors of neighbouring columns. */
function sumOfColumns(outer: number, length: number, inner: number, share: string): Body {
  const lanes = lanesFor([inner]) ?? 1;
  return {
    key: `softwareSumOfColumns ${lanes} ${share}`,
    count: (outer * inner) / lanes,
    lanes,
    uniforms: { length, inner: inner / lanes },
    body: `
      let start = index / uniforms.inner * uniforms.length * uniforms.inner + index % uniforms.inner;
      var sum = ${vectorType(lanes)}(0.0);
      for (var i = 0; i < uniforms.length; i++) { sum += x[start + i * uniforms.inner]; }
      result[index] = sum${share};`,
  };
}
