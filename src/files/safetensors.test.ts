import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileFormatError } from './fileFormatError';
import { readSafetensors, type Safetensors, writeSafetensors } from './safetensors';
import { bytesPerElement, type Dtype, type StoredTensor, storeFloat32 } from './storedTensor';

/** A file of this very header, for what the writer would never write. */
function fileOf(header: string | Uint8Array, data = new Uint8Array()): Uint8Array {
  const bytes = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + bytes.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(bytes.length), true);
  file.set(bytes, 8);
  file.set(data, 8 + bytes.length);
  return file;
}

function headerOf(file: Uint8Array): string {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  return new TextDecoder().decode(file.subarray(8, 8 + length));
}

const anyTensor: fc.Arbitrary<StoredTensor> = fc
  .record({
    dtype: fc.constantFrom<Dtype>('F32', 'F16', 'BF16', 'I64'),
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
  })
  .chain(({ dtype, shape }) => {
    const length = shape.reduce((a, b) => a * b, bytesPerElement[dtype]);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => ({ dtype, shape, bytes }));
  });
const anyName = fc
  .oneof(
    fc.constantFrom('__proto__', 'constructor', '', '7', 'a"b\\c', 'body.0.weight'),
    fc.string({ unit: 'grapheme' }),
  )
  .filter((name) => name !== '__metadata__');
const anyContents: fc.Arbitrary<Safetensors> = fc.record({
  metadata: fc
    .array(fc.tuple(anyName, fc.string({ unit: 'grapheme' })), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
  tensors: fc.array(fc.tuple(anyName, anyTensor), { maxLength: 6 }).map((list) => new Map(list)),
});

describe('round trip', () => {
  it('gives back what was written, from any place in memory', () => {
    fc.assert(
      fc.property(anyContents, fc.nat(9), (contents, offset) => {
        const written = writeSafetensors(contents);
        const memory = new Uint8Array(offset + written.length);
        memory.set(written, offset);
        const read = readSafetensors(memory.subarray(offset));
        expect(Object.entries(read.metadata).sort()).toEqual(
          Object.entries(contents.metadata).sort(),
        );
        expect(read.tensors).toEqual(contents.tensors);
      }),
    );
  });

  it('writes the bytes that the reference implementation writes', () => {
    const tensors = new Map<string, StoredTensor>([
      ['a', storeFloat32(Float32Array.of(1), [1], 'F16')],
      ['z', storeFloat32(Float32Array.of(2), [1], 'F32')],
      ['y', storeFloat32(Float32Array.of(3), [], 'F32')],
      ['b', { dtype: 'BF16', shape: [1], bytes: Uint8Array.of(0x80, 0x3f) }],
      ['n', { dtype: 'I64', shape: [], bytes: Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0) }],
    ]);
    const file = writeSafetensors({ metadata: { format: 'pt' }, tensors });
    const header =
      '{"__metadata__":{"format":"pt"},' +
      '"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},' +
      '"y":{"dtype":"F32","shape":[],"data_offsets":[8,12]},' +
      '"z":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},' +
      '"b":{"dtype":"BF16","shape":[1],"data_offsets":[16,18]},' +
      '"a":{"dtype":"F16","shape":[1],"data_offsets":[18,20]}}';
    expect(headerOf(file)).toBe(header.padEnd(Math.ceil(header.length / 8) * 8));
    expect([...file.subarray(-20)]).toEqual([
      ...[5, 0, 0, 0, 0, 0, 0, 0],
      ...[0, 0, 0x40, 0x40],
      ...[0, 0, 0, 0x40],
      ...[0x80, 0x3f],
      ...[0x00, 0x3c],
    ]);
  });

  it('aligns the data to 8 bytes', () => {
    for (let length = 1; length <= 8; length++) {
      const tensors = new Map([['x'.repeat(length), storeFloat32(Float32Array.of(1), [1], 'F32')]]);
      expect((writeSafetensors({ metadata: {}, tensors }).length - 4) % 8).toBe(0);
    }
  });

  it.each(['model', 'adapters/deblur-gaussian'])(
    'keeps the data of a published file (%s)',
    (name) => {
      const original = readFileSync(
        new URL(`../../public/models/edt-compact-2/${name}.safetensors`, import.meta.url),
      );
      const { metadata, tensors } = readSafetensors(original);
      const written = writeSafetensors({ metadata, tensors });
      const read = readSafetensors(written);
      expect(read.metadata).toEqual(metadata);
      expect([...read.tensors.keys()]).toEqual([...tensors.keys()]);
      const dataLength = [...tensors.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
      const data = (file: Uint8Array) => file.subarray(file.length - dataLength);
      expect(Buffer.compare(data(written), data(original))).toBe(0);
    },
  );
});

describe('writeSafetensors refuses', () => {
  it('bytes that do not match the shape', () => {
    const tensors = new Map([
      ['x', { dtype: 'F16', shape: [3], bytes: new Uint8Array(4) } as const],
    ]);
    expect(() => writeSafetensors({ metadata: {}, tensors })).toThrow(
      new RangeError('Tensor “x” has 4 bytes, which is not F16 [3].'),
    );
  });

  it('a tensor in the place of the metadata', () => {
    const tensors = new Map([['__metadata__', storeFloat32(new Float32Array(1), [1], 'F32')]]);
    expect(() => writeSafetensors({ metadata: {}, tensors })).toThrow(
      new RangeError('A tensor cannot be named “__metadata__”.'),
    );
  });
});

describe('readSafetensors accepts', () => {
  it('a file of no tensors', () => {
    expect(readSafetensors(fileOf('{}  ')).tensors.size).toBe(0);
  });

  it('tensors listed in another order than that of their data', () => {
    const header =
      '{"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]},"e":{"dtype":"F32","shape":[0,9],"data_offsets":[2,2]},"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}';
    const { tensors } = readSafetensors(fileOf(header, Uint8Array.of(1, 2, 3, 4)));
    expect([...tensors].map(([name, { bytes }]) => [name, ...bytes])).toEqual([
      ['a', 1, 2],
      ['e'],
      ['b', 3, 4],
    ]);
  });
});

const place = (dtype: string, shape: string, begin: number, end: number) =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;
const f32 = (begin: number, end: number) => place('F32', `[${(end - begin) / 4}]`, begin, end);
const four = new Uint8Array(4);
const eight = new Uint8Array(8);

describe('readSafetensors refuses', () => {
  it.each<[string, Uint8Array, string]>([
    [
      'an empty file',
      new Uint8Array(),
      'The file is no safetensors file, or an incomplete one: it has 0 bytes.',
    ],
    [
      'a header longer than the file',
      Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d),
      'The file is no safetensors file, or an incomplete one: its header should have 9 bytes, but only 2 are there.',
    ],
    [
      'a header over 100 MB, such as of a PNG',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      'The file is no safetensors file: its header would be over 100 MB.',
    ],
    [
      'a header that is not UTF-8',
      fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)),
      'The file is no safetensors file: its header is not UTF-8.',
    ],
    [
      'a header with a byte order mark',
      fileOf('\ufeff{}'),
      'The file is no safetensors file: its header is no JSON object.',
    ],
    [
      'a header that is an array',
      fileOf('[]'),
      'The file is no safetensors file: its header is no JSON object.',
    ],
    ['broken JSON', fileOf('{"a":}'), "The safetensors file's header is not valid JSON."],
    [
      'a name twice',
      fileOf(`{"a":${f32(0, 4)},"\\u0061":${f32(4, 8)}}`, eight),
      "The safetensors file's header has “a” twice.",
    ],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', four),
      "The safetensors file's header has “shape” twice.",
    ],
    [
      'metadata that is no object',
      fileOf('{"__metadata__":["pt"]}'),
      "The safetensors file's metadata is no JSON object.",
    ],
    [
      'metadata that is not text',
      fileOf('{"__metadata__":{"format":"pt","version":1}}'),
      "The safetensors file's metadata has a wrong “version”: expected string.",
    ],
    [
      'a tensor without a shape',
      fileOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', four),
      'Tensor “a” of the safetensors file lacks “shape”.',
    ],
    [
      'a tensor that is no object',
      fileOf('{"a":7}'),
      'Tensor “a” of the safetensors file does not hold what it should: expected object, received number.',
    ],
    [
      'an unknown dtype',
      fileOf(`{"a":${place('F64', '[1]', 0, 8)}}`, eight),
      'Tensor “a” of the safetensors file is stored as “F64”; only F32, F16, BF16, I64 can be read.',
    ],
    [
      'a dtype that every object has',
      fileOf(`{"a":${place('constructor', '[1]', 0, 8)}}`, eight),
      'Tensor “a” of the safetensors file is stored as “constructor”; only F32, F16, BF16, I64 can be read.',
    ],
    [
      'a negative length',
      fileOf(`{"a":${place('F32', '[-1]', 0, 4)}}`, four),
      'Tensor “a” of the safetensors file has a wrong “shape.0”: Too small: expected number to be >=0.',
    ],
    [
      'a fractional offset',
      fileOf(`{"a":${place('F32', '[1]', 0.5, 4.5)}}`, eight),
      'Tensor “a” of the safetensors file has a wrong “data_offsets.0”: expected int, received number.',
    ],
    [
      'an end before the beginning',
      fileOf(`{"a":${place('F32', '[1]', 4, 0)}}`, four),
      'Tensor “a” of the safetensors file ends at byte 0, before it begins at 4.',
    ],
    [
      'a shape of another size',
      fileOf(`{"a":${place('F16', '[2,2]', 0, 4)}}`, four),
      'Tensor “a” of the safetensors file has 4 bytes, which is not F16 [2, 2].',
    ],
    [
      'a shape whose size overflows to nothing',
      fileOf(`{"a":${place('F16', `[${'9007199254740991,'.repeat(30)}0]`, 0, 0)}}`),
      'Tensor “a” of the safetensors file has 0 bytes, which is not F16',
    ],
    [
      'data that is cut off',
      fileOf(`{"a":${f32(0, 8)}}`, four),
      'The file is incomplete: tensor “a” ends at byte 8 of the data, but only 4 are there.',
    ],
    [
      'tensors that overlap',
      fileOf(`{"a":${f32(0, 8)},"b":${f32(4, 8)}}`, eight),
      'The tensors “a” and “b” of the file overlap.',
    ],
    [
      'tensors in the same place',
      fileOf(`{"a":${f32(0, 4)},"b":${f32(0, 4)}}`, four),
      'The tensors “a” and “b” of the file overlap.',
    ],
    [
      'a hole between tensors',
      fileOf(`{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, new Uint8Array(12)),
      'The file is damaged: bytes 4 to 8 of its data belong to no tensor.',
    ],
    [
      'bytes after the last tensor',
      fileOf(`{"a":${f32(0, 4)}}`, eight),
      'The file is damaged: bytes 4 to 8 of its data belong to no tensor.',
    ],
  ])('%s', (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(FileFormatError);
    expect(() => readSafetensors(file)).toThrow(message);
  });
});

describe('damaged files', () => {
  /** Reads, or refuses in the one way allowed. */
  function readOrRefuse(file: Uint8Array): Safetensors | null {
    try {
      return readSafetensors(file);
    } catch (error) {
      if (error instanceof FileFormatError) return null;
      throw error;
    }
  }

  it('are refused wherever they are cut off', () => {
    fc.assert(
      fc.property(anyContents, fc.double({ min: 0, max: 1, noNaN: true }), (contents, part) => {
        const file = writeSafetensors(contents);
        const cut = file.subarray(0, Math.min(file.length - 1, Math.floor(part * file.length)));
        expect(readOrRefuse(cut)).toBeNull();
      }),
    );
  });

  it('never raise another error, and never show a tensor that is not wholly there', () => {
    const anyDamage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(anyContents, anyDamage, (contents, damage) => {
        const file = writeSafetensors(contents);
        for (const [place, flip] of damage) {
          const index = place % file.length;
          file[index] = (file[index] ?? 0) ^ flip;
        }
        const read = readOrRefuse(file);
        for (const { dtype, shape, bytes } of read?.tensors.values() ?? []) {
          expect(bytes.length).toBe(shape.reduce((a, b) => a * b, bytesPerElement[dtype]));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('may be anything at all', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (file) => void readOrRefuse(file)));
    fc.assert(fc.property(fc.json(), (header) => void readOrRefuse(fileOf(header))));
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(readOrRefuse(fileOf(deep))).toBeNull();
  });
});
