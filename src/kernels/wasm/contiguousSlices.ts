import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { overrideKernel } from '../overrideKernel';
import * as tf from '../tf';

/**
 * tfjs's WASM backend copies the whole tensor for every slice of it and every part of a split, and
 * then row by row. Gradients slice often; here only what is wanted is copied, in the longest runs.
 */
export function registerContiguousSlices(): void {
  overrideKernel(tf.Slice, 'wasm', ({ inputs, attrs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    if (x.dtype === 'string') return null;
    return sliced(x, attrs as unknown as tf.SliceAttrs, backend as BackendWasm);
  });
  overrideKernel(tf.SplitV, 'wasm', ({ inputs, attrs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    if (x.dtype === 'string') return null;
    return split(x, attrs as unknown as tf.SplitVAttrs, backend as BackendWasm);
  });
}

function sliced(x: tf.TensorInfo, { begin, size }: tf.SliceAttrs, backend: BackendWasm) {
  // The declared types know no tensor without an operation behind it.
  const [from = [], lengths = []] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
  return copied(x, from, lengths, backend);
}

function split(x: tf.TensorInfo, { numOrSizeSplits, axis }: tf.SplitVAttrs, backend: BackendWasm) {
  const along = tf.util.parseAxisParam(axis, x.shape)[0] ?? 0;
  const from = x.shape.map(() => 0);
  const parts = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along);
  return parts.map((length) => {
    const lengths = x.shape.with(along, length);
    const part = copied(x, from, lengths, backend);
    from[along] = (from[along] ?? 0) + length;
    return part;
  });
}

/** Below this many numbers, a loop is faster than a view and its `set`. */
const shortRun = 48;

function copied(
  x: tf.TensorInfo,
  begin: readonly number[],
  size: readonly number[],
  backend: BackendWasm,
): tf.TensorInfo {
  const output = backend.makeOutput([...size], x.dtype);
  // Only now: making the output may have moved the heap.
  const source = backend.typedArrayFromHeap(x);
  const target = backend.typedArrayFromHeap(output);
  // The last axis that is cut, and everything behind it, lies together.
  let cut = x.shape.length - 1;
  while (cut > 0 && size[cut] === x.shape[cut]) cut--;
  const inner = tf.util.sizeFromShape(x.shape.slice(cut + 1));
  const run = (size[cut] ?? 1) * inner;
  const strides = tf.util.computeStrides(x.shape);
  const stride = (axis: number) => strides[axis] ?? 1;
  let start = begin.reduce((sum, place, axis) => sum + place * stride(axis), 0);
  const index = new Array<number>(cut).fill(0);
  for (let to = 0; to < target.length; to += run) {
    if (run < shortRun) {
      for (let i = 0; i < run; i++) target[to + i] = source[start + i] ?? 0;
    } else target.set(source.subarray(start, start + run), to);
    for (let axis = cut - 1; axis >= 0; axis--) {
      start += stride(axis);
      const next = (index[axis] ?? 0) + 1;
      if (next < (size[axis] ?? 1)) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      start -= (size[axis] ?? 1) * stride(axis);
    }
  }
  return output;
}
