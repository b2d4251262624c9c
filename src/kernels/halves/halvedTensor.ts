import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { encodeFloat16 } from '../../files/float16';
import * as tf from '../tf';

/**
 * tfjs knows no 16-bit numbers. A halved tensor is a float32 one to all who look at its shape and
 * dtype, but its buffer holds binary16 numbers, two to a word, low half first: an int32 buffer of half
 * the length to the backend. Only those who compute with it need to know.
 */
const halvedData = new WeakSet<object>();

export function isHalved({ dataId, dtype }: tf.TensorInfo): boolean {
  return dtype === 'float32' && halvedData.has(dataId);
}

/** Whether a buffer holds halves, whatever its tensor is called. */
export function holdsHalves(dataId: object): boolean {
  return halvedData.has(dataId);
}

/** Whether numbers of this shape fill whole words. */
export function canHalve(shape: readonly number[]): boolean {
  const size = shape.reduce((product, length) => product * length, 1);
  return size > 0 && size % 2 === 0;
}

/** A halved tensor as the backend has it: words of two numbers. */
export function wordsOf({ dataId, shape }: tf.TensorInfo): tf.TensorInfo {
  return { dataId, shape: [tf.util.sizeFromShape(shape) / 2], dtype: 'int32' };
}

/** The inverse of `wordsOf`, for words that a kernel has just written. */
export function halvedFrom({ dataId }: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  halvedData.add(dataId);
  return { dataId, shape: [...shape], dtype: 'float32' };
}

/**
 * A tensor whose numbers are rounded to the nearest half, on tfjs's WebGPU backend.
 *
 * @param shape of an even number of values.
 */
export function halvedTensor(values: Float32Array, shape: readonly number[]): tf.Tensor {
  if (!canHalve(shape)) throw new RangeError(`A tensor of shape ${shape} fills no whole words.`);
  const words = new Int32Array(encodeFloat16(values).buffer);
  const backend = tf.backend() as WebGPUBackend;
  const dataId = backend.write(words, [words.length], 'int32');
  halvedData.add(dataId);
  return tf.engine().makeTensorFromDataId(dataId, [...shape], 'float32', backend);
}
