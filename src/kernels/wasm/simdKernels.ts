import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { type Arithmetic, addressOf, arithmeticOf } from './arithmetic';

/**
 * Kernels in our own WASM where tfjs computes number by number: the error function, softmax, and
 * stacks of matrix products (a single one goes through XNNPACK), ten and more times as fast; and for
 * joining maps, which tfjs does in JavaScript.
 */
export function registerSimdKernels(): void {
  overrideKernel(tf.Erf, 'wasm', erf);
  overrideKernel(tf.Softmax, 'wasm', softmax);
  overrideKernel(tf.BatchMatMul, 'wasm', stackedProduct);
  overrideKernel(tf.Concat, 'wasm', joined);
}

function erf({ inputs, backend }: KernelCall): tf.TensorInfo | null {
  const { x } = inputs as { x: tf.TensorInfo };
  const wasm = backend as BackendWasm;
  const arithmetic = arithmeticOf(wasm);
  if (arithmetic === null || x.dtype !== 'float32') return null;
  const output = wasm.makeOutput(x.shape, 'float32');
  arithmetic.erf(addressOf(wasm, x), addressOf(wasm, output), tf.util.sizeFromShape(x.shape));
  return output;
}

function softmax({ inputs, backend, attrs }: KernelCall): tf.TensorInfo | null {
  const { logits } = inputs as { logits: tf.TensorInfo };
  const { dim } = attrs as unknown as tf.SoftmaxAttrs;
  const wasm = backend as BackendWasm;
  const arithmetic = arithmeticOf(wasm);
  const length = logits.shape.at(-1) ?? 0;
  const isLast = dim === -1 || dim === logits.shape.length - 1;
  if (arithmetic === null || logits.dtype !== 'float32' || !isLast || length === 0) return null;
  const output = wasm.makeOutput(logits.shape, 'float32');
  const rows = tf.util.sizeFromShape(logits.shape) / length;
  arithmetic.softmax(addressOf(wasm, logits), addressOf(wasm, output), rows, length);
  return output;
}

function joined({ inputs, backend, attrs }: KernelCall): tf.TensorInfo | null {
  const parts = Object.values(inputs) as tf.TensorInfo[];
  const [first] = parts;
  const wasm = backend as BackendWasm;
  const arithmetic = arithmeticOf(wasm);
  const isWhole = parts.every(
    ({ dtype, shape }) => dtype === 'float32' && tf.util.sizeFromShape(shape) > 0,
  );
  if (arithmetic === null || first === undefined || parts.length === 1 || !isWhole) return null;
  const axis =
    tf.util.parseAxisParam((attrs as unknown as tf.ConcatAttrs).axis, first.shape)[0] ?? 0;
  const output = wasm.makeOutput(
    tf.backend_util.computeOutShape(
      parts.map(({ shape }) => shape),
      axis,
    ),
    'float32',
  );
  const bytesFrom = ({ shape }: tf.TensorInfo) => 4 * tf.util.sizeFromShape(shape.slice(axis));
  const rows = tf.util.sizeFromShape(first.shape.slice(0, axis));
  let place = addressOf(wasm, output);
  for (const part of parts) {
    const length = bytesFrom(part);
    arithmetic.copyRows(addressOf(wasm, part), place, rows, length, length, bytesFrom(output));
    place += length;
  }
  return output;
}

function stackedProduct({ inputs, backend, attrs }: KernelCall): tf.TensorInfo | null {
  const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  const { transposeA, transposeB } = attrs as unknown as tf.BatchMatMulAttrs;
  const wasm = backend as BackendWasm;
  const arithmetic = arithmeticOf(wasm);
  const stack = a.shape.slice(0, -2);
  const count = tf.util.sizeFromShape(stack);
  const isStack = count > 1 && tf.util.arraysEqual(stack, b.shape.slice(0, -2));
  if (arithmetic === null || !isStack || a.dtype !== 'float32' || b.dtype !== 'float32')
    return null;
  const left = uprightMatrices(wasm, arithmetic, a, transposeA);
  const right = uprightMatrices(wasm, arithmetic, b, transposeB);
  const [rows, inner, columns] = [left.height, left.width, right.width];
  const output = wasm.makeOutput([...stack, rows, columns], 'float32');
  const start = addressOf(wasm, output);
  for (let i = 0; i < count; i++) {
    const place = start + 4 * i * rows * columns;
    arithmetic.product(left.at(i), right.at(i), place, rows, inner, columns);
  }
  left.dispose();
  right.dispose();
  return output;
}

/** Matrices of a stack one after the other, and where each is once it has been turned upright. */
interface Matrices {
  readonly height: number;
  readonly width: number;
  /** Address of matrix `i`; good until the next is asked for. */
  at(i: number): number;
  dispose(): void;
}

function uprightMatrices(
  wasm: BackendWasm,
  arithmetic: Arithmetic,
  x: tf.TensorInfo,
  isTurned: boolean,
): Matrices {
  const [height = 1, width = 1] = x.shape.slice(-2);
  const stored = (i: number) => addressOf(wasm, x) + 4 * i * height * width;
  if (!isTurned) return { height, width, at: stored, dispose: () => {} };
  const turned = wasm.makeOutput([width, height], 'float32');
  return {
    height: width,
    width: height,
    at: (i) => {
      const place = addressOf(wasm, turned);
      arithmetic.transpose(stored(i), place, height, width);
      return place;
    },
    dispose: () => wasm.disposeData(turned.dataId),
  };
}
