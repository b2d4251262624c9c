import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { addressOf, arithmeticOf } from './arithmetic';

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
  const [aRows = 1, aColumns = 1] = a.shape.slice(-2);
  const [bRows = 1, bColumns = 1] = b.shape.slice(-2);
  const [rows, inner] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const columns = transposeB ? bRows : bColumns;
  const output = wasm.makeOutput([...stack, rows, columns], 'float32');
  // One of each is turned upright at a time.
  const turnedA = transposeA ? wasm.makeOutput([rows, inner], 'float32') : null;
  const turnedB = transposeB ? wasm.makeOutput([inner, columns], 'float32') : null;
  const [aSize, bSize, size] = [rows * inner * 4, inner * columns * 4, rows * columns * 4];
  const upright = (
    address: number,
    turned: tf.TensorInfo | null,
    height: number,
    width: number,
  ) => {
    if (turned === null) return address;
    const place = addressOf(wasm, turned);
    arithmetic.transpose(address, place, height, width);
    return place;
  };
  const [aStart, bStart, start] = [a, b, output].map((x) => addressOf(wasm, x)) as [
    number,
    number,
    number,
  ];
  for (let i = 0; i < count; i++) {
    const left = upright(aStart + i * aSize, turnedA, aRows, aColumns);
    const right = upright(bStart + i * bSize, turnedB, bRows, bColumns);
    arithmetic.product(left, right, start + i * size, rows, inner, columns);
  }
  for (const turned of [turnedA, turnedB]) if (turned !== null) wasm.disposeData(turned.dataId);
  return output;
}
