import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileFormatError } from './fileFormatError';
import { float32Values, parameterCount, storeFloat32 } from './storedTensor';

describe('float32Values', () => {
  it('gives stored F32 back, bit by bit', () => {
    fc.assert(
      fc.property(fc.float32Array(), (values) => {
        expect(float32Values(storeFloat32(values, [values.length], 'F32'))).toEqual(values);
      }),
    );
  });

  it('reads F32 at an address that no Float32Array can view', () => {
    const bytes = new Uint8Array([0xff, 0, 0, 0xc0, 0x3f]).subarray(1);
    expect([...float32Values({ dtype: 'F32', shape: [1], bytes })]).toEqual([1.5]);
  });

  it('copies: the file may be dropped or changed', () => {
    const bytes = Buffer.from([0, 0, 0x80, 0x3f]);
    const values = float32Values({ dtype: 'F32', shape: [1], bytes });
    bytes.fill(0);
    expect([...values]).toEqual([1]);
  });

  it('reads F16', () => {
    const bytes = new Uint8Array([0x55, 0x35, 0x01, 0x00, 0x00, 0xfc]);
    expect([...float32Values({ dtype: 'F16', shape: [3], bytes })]).toEqual([
      0.333251953125,
      2 ** -24,
      -Infinity,
    ]);
  });

  it('reads BF16, subnormals, infinity and NaN included', () => {
    const bytes = new Uint8Array([0xff, 0x80, 0x3f, 0x49, 0xc0, 1, 0, 0x80, 0x7f, 0xc0, 0x7f]);
    const tensor = { dtype: 'BF16', shape: [5], bytes: bytes.subarray(1) } as const;
    expect([...float32Values(tensor)]).toEqual([1, -3.140625, 2 ** -133, Infinity, Number.NaN]);
  });

  it('reads I64 that a float can hold, and refuses others', () => {
    const int64 = (integer: bigint) => {
      const bytes = new Uint8Array(BigInt64Array.of(integer).buffer);
      return float32Values({ dtype: 'I64', shape: [], bytes })[0];
    };
    expect(int64(-619n)).toBe(-619);
    expect(int64(2n ** 24n)).toBe(2 ** 24);
    expect(() => int64(2n ** 24n + 1n)).toThrow(FileFormatError);
    expect(() => int64(-(2n ** 53n) - 1n)).toThrow(
      'The integer -9007199254740993 is too large for a 32-bit float.',
    );
  });
});

describe('storeFloat32', () => {
  it('rounds to F16', () => {
    const { bytes } = storeFloat32(Float32Array.of(1 / 3, 2049), [2, 1], 'F16');
    expect([...bytes]).toEqual([0x55, 0x35, 0x00, 0x68]);
  });

  it('copies its values', () => {
    const values = Float32Array.of(1);
    const { bytes } = storeFloat32(values, [1], 'F32');
    values[0] = 2;
    expect([...bytes]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('refuses a shape of another size', () => {
    expect(() => storeFloat32(new Float32Array(5), [2, 3], 'F32')).toThrow(
      new RangeError('5 values do not fill the shape [2, 3].'),
    );
  });
});

it('parameterCount leaves PyTorch counters out', () => {
  const tensors = new Map([
    ['weight', storeFloat32(new Float32Array(6), [2, 3], 'F32')],
    ['scalar', storeFloat32(new Float32Array(1), [], 'F16')],
    ['BN.num_batches_tracked', { dtype: 'I64', shape: [], bytes: new Uint8Array(8) } as const],
  ]);
  expect(parameterCount(tensors)).toBe(7);
});
