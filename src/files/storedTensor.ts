import { FileFormatError } from './fileFormatError';
import { decodeFloat16, encodeFloat16 } from './float16';

/** Element types that are read and written, under their names in a safetensors header. */
export type Dtype = 'F32' | 'F16' | 'BF16' | 'I64';

export const bytesPerElement: Readonly<Record<Dtype, number>> = { F32: 4, F16: 2, BF16: 2, I64: 8 };

/** A tensor as a file holds it. */
export interface StoredTensor {
  readonly dtype: Dtype;
  /** Row-major; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Little-endian, at any alignment; often a view into the whole file. */
  readonly bytes: Uint8Array;
}

/** Not a safe integer (infinite, NaN) when a shape is absurd: compare it, don't trust it. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Numbers in all floating-point tensors: parameters and BatchNorm statistics, but not the I64
 * counters that PyTorch stores beside these.
 */
export function parameterCount(tensors: ReadonlyMap<string, StoredTensor>): number {
  let count = 0;
  for (const { dtype, shape } of tensors.values()) {
    if (dtype !== 'I64') count += elementCount(shape);
  }
  return count;
}

/**
 * The tensor's values in a fresh array, row-major.
 *
 * @throws FileFormatError for an I64 that no 32-bit float equals.
 */
export function float32Values(tensor: StoredTensor): Float32Array<ArrayBuffer> {
  switch (tensor.dtype) {
    case 'F32':
      // Copied, since a view would need alignment. Every platform of typed arrays in use is
      // little-endian, as the file is.
      return new Float32Array(new Uint8Array(tensor.bytes).buffer);
    case 'F16':
      return decodeFloat16(tensor.bytes);
    case 'BF16':
      return decodeBfloat16(tensor.bytes);
    case 'I64':
      return decodeInt64(tensor.bytes);
  }
}

/**
 * A tensor of these values, copied; F16 rounds to nearest, ties to even.
 *
 * @param values row-major.
 * @throws RangeError when the shape has another number of elements.
 */
export function storeFloat32(
  values: Float32Array,
  shape: readonly number[],
  dtype: 'F32' | 'F16',
): StoredTensor {
  if (elementCount(shape) !== values.length) {
    throw new RangeError(`${values.length} values do not fill the shape [${shape.join(', ')}].`);
  }
  const bytes =
    dtype === 'F16' ? encodeFloat16(values) : new Uint8Array(new Float32Array(values).buffer);
  return { dtype, shape: [...shape], bytes };
}

/** A bfloat16 is the upper half of the equal float. */
function decodeBfloat16(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint32Array(bytes.byteLength / 2);
  for (let i = 0; i < out.length; i++) out[i] = source.getUint16(2 * i, true) << 16;
  return new Float32Array(out.buffer);
}

function decodeInt64(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float32Array(bytes.byteLength / 8);
  for (let i = 0; i < out.length; i++) {
    const integer = source.getBigInt64(8 * i, true);
    const value = Math.fround(Number(integer));
    if (BigInt(value) !== integer) {
      throw new FileFormatError(`The integer ${integer} is too large for a 32-bit float.`);
    }
    out[i] = value;
  }
  return out;
}
